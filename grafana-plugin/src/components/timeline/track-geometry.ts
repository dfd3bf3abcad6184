import { COLUMN, type Connector, type TrackLayout } from './lanes.js';

/** Room above a line: for a call's model, tokens and cost, or for a duration alone. */
const CALL_HEADROOM = 62;
const HEADROOM = 28;
/** Room below a line for a node's words. */
const FOOTROOM = 82;
const MARK = 12;
const BEND = 16;

/** Where a lane is, in pixels from the top of the track. */
export interface Lane {
  readonly top: number;
  /** Where its line runs. */
  readonly line: number;
  readonly bottom: number;
}

/** The lanes of a track from top to bottom; one without calls needs less room. */
export function lanesOf({ nodes, lanes }: TrackLayout): readonly Lane[] {
  const placed: Lane[] = [];
  for (let index = 0; index < lanes; index += 1) {
    const top = placed.at(-1)?.bottom ?? 0;
    const hasCalls = nodes.some(({ lane, node }) => lane === index && node.subject.type === 'llm_call');
    const line = top + (hasCalls ? CALL_HEADROOM : HEADROOM);
    placed.push({ top, line, bottom: line + FOOTROOM });
  }
  return placed;
}

const lineOf = (lanes: readonly Lane[], index: number): number => lanes[index]?.line ?? 0;

/** A connector as an SVG path: straight within a lane; between lanes it turns just before the node it leads to. */
export function pathOf({ from, to }: Connector, lanes: readonly Lane[]): string {
  const [x1, y1, x2, y2] = [from.x + MARK, lineOf(lanes, from.lane), to.x - MARK, lineOf(lanes, to.lane)];
  if (from.lane === to.lane) return `M${x1} ${y1}H${x2}`;
  const turn = to.x - COLUMN / 2;
  const bend = y2 > y1 ? BEND : -BEND;
  return `M${x1} ${y1}H${turn - BEND}Q${turn} ${y1} ${turn} ${y1 + bend}V${y2 - bend}Q${turn} ${y2} ${turn + BEND} ${y2}H${x2}`;
}

/** The point under which a connector's line runs and over which its duration is written. */
export function labelPoint(
  { from, to }: Connector,
  lanes: readonly Lane[],
): { readonly x: number; readonly y: number } {
  // Between lanes only the last stretch belongs to this connector alone.
  const left = from.lane === to.lane ? from.x : to.x - COLUMN / 2 - BEND;
  return { x: (left + to.x) / 2, y: lineOf(lanes, to.lane) };
}
