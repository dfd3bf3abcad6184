import { readFileSync } from 'node:fs';

import { captureRequests } from '../../test/fixtures/otlp/capture.js';
import { runExporter } from '../../test/fixtures/otlp/exporter.js';
import { startReceiver, type Receiver } from '../../test/fixtures/otlp/receiver.js';
import { decodeProtobuf } from '../decode/protobuf.js';
import type { OtlpDependencies } from './otlp.js';
import { Unavailable } from './unavailable.js';

const fixture = (encoding: string): Buffer =>
  readFileSync(new URL(`../../test/fixtures/otlp/traces.${encoding}.bin`, import.meta.url));

const open: Receiver[] = [];
const receiver = async (overrides: Partial<OtlpDependencies> = {}): Promise<Receiver> => {
  const started = await startReceiver(overrides);
  open.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

describe.each(['protobuf', 'json'] as const)('the %s exporter of OpenTelemetry', (encoding) => {
  it('sends what is recorded in the fixtures', async () => {
    const requests = await captureRequests(async (url) => {
      await runExporter({ url, encoding });
    });
    const contentType = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
    expect(requests).toEqual([{ contentType, body: fixture(encoding) }]);
  });

  test.each(['none', 'gzip'] as const)(
    'is received with compression %s and has nothing to complain of',
    async (compression) => {
      const bridge = await receiver();
      const printed = await runExporter({ url: bridge.url('/v1/traces'), encoding, compression });
      expect(bridge.accepted.map(({ traces }) => traces)).toEqual([decodeProtobuf(fixture('protobuf'))]);
      expect(printed).toBe('');
    },
  );

  it('comes back after 503, when Retry-After says, and succeeds', async () => {
    const attempts: number[] = [];
    const bridge = await receiver({
      accept: () => {
        attempts.push(performance.now());
        if (attempts.length === 1) return Promise.reject(new Unavailable('the spool is full', 2));
        return Promise.resolve({ rejected: 0, warnings: [] });
      },
    });
    const printed = await runExporter({ url: bridge.url('/v1/traces'), encoding });
    expect(bridge.exchanges.map(({ status }) => status)).toEqual([503, 200]);
    expect(printed).toBe('');
    const [first = 0, second = 0] = attempts;
    // Of its own accord it would come back after 1.2 s at most.
    expect(second - first).toBeGreaterThan(1_900);
  });

  it('does not come back after 413, and shows its user why', async () => {
    const bridge = await receiver({ limits: { maxBodyBytes: 10 } });
    const printed = await runExporter({ url: bridge.url('/v1/traces'), encoding });
    expect(bridge.exchanges.map(({ status }) => status)).toEqual([413]);
    expect(printed).toMatch(/Payload Too Large/);
  });

  it('shows its user why spans were rejected', async () => {
    const bridge = await receiver({ accept: () => Promise.resolve({ rejected: 2, warnings: ['two were too old'] }) });
    const printed = await runExporter({ url: bridge.url('/v1/traces'), encoding });
    expect(printed).toMatch(/partial success.*two were too old/is);
  });
});
