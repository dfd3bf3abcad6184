import { quantile } from '../measure.js';
import { MEMORY_BOUND_BYTES, type LoadResult } from './load.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const mebibytes = (bytes: number): string => `${whole.format(bytes / (1024 * 1024))} MiB`;

/** What a bridge under any load must not do, and did. */
export function faultsOf({ met, bridge, missing, surplus }: LoadResult, boundBytes: number): readonly string[] {
  const { peakBytes } = bridge;
  return [
    missing > 0 && `${missing} events of accepted requests are missing`,
    surplus > 0 && `${surplus} events are there more than once`,
    peakBytes !== undefined && peakBytes > boundBytes && `it held ${mebibytes(peakBytes)}`,
    met.improper.length > 0 && `${met.improper.length} improper refusals, such as ${met.improper[0] ?? ''}`,
    met.accepted.length === 0 && 'nothing was accepted',
    met.refused.size === 0 && 'nothing was refused: this was no load',
  ].filter((fault) => fault !== false);
}

/** The result for a terminal. */
export function reportLoad({ met, bridge, events, requestBytes, ...rest }: LoadResult): string {
  const { accepted, refused, broken, latencies } = met;
  const refusals = [...refused].map(([status, count]) => `${whole.format(count)} × ${status}`).join(', ');
  const seconds = (share: number): string =>
    latencies.length === 0 ? '?' : (quantile(latencies, share) / 1000).toFixed(2);
  return [
    `Requests of ${whole.format(events)} calls (${whole.format(requestBytes / 1024)} KB): ` +
      `${whole.format(accepted.length)} accepted; refused ${refusals || 'none'}; ${broken} connections broke.`,
    `Accepted requests took ${seconds(0.5)} s (p50), ${seconds(0.99)} s (p99), ${seconds(1)} s at the most.`,
    `Memory of the bridge: ${bridge.peakBytes === undefined ? 'not told by this system' : mebibytes(bridge.peakBytes)} at the most, ` +
      `bound ${mebibytes(MEMORY_BOUND_BYTES)}. CPU: ${whole.format(bridge.cpuMs / 1000)} s.`,
    `Stored: ${whole.format(accepted.length * events)} calls were accepted, ${rest.missing} are missing, ${rest.surplus} too many; ` +
      `${rest.unheard} requests more are stored whose senders did not hear so. ` +
      `All could be read ${(rest.settledMs / 1000).toFixed(1)} s after the last answer.`,
    bridge.errors.length === 0
      ? 'The bridge logged no errors.'
      : `The bridge logged ${bridge.errors.length} errors, such as: ${bridge.errors[0] ?? ''}`,
  ].join('\n');
}
