import type { TimelineNode } from './node.js';

/** Pixels of the track. A column holds a node's words, so nodes are never nearer than one column. */
export const COLUMN = 116;
/** The most that elapsed time adds to the way between two nodes. */
export const MAX_GROWTH = 140;
const GROWTH_PER_DECADE = 34;
const MARGIN = COLUMN / 2 + 8;

/** A node with its place: pixels from the left, lane 0 for the main line, 1 for the retry branch below it. */
export interface PlacedNode {
  readonly node: TimelineNode;
  readonly x: number;
  readonly lane: number;
}

/** A line between two nodes. */
export interface Connector {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  /** Milliseconds it stands for; null when it only keeps the line unbroken. */
  readonly durationMs: number | null;
  readonly kind: 'step' | 'fork' | 'join' | 'bypass';
}

/** Where everything on the track is. */
export interface TrackLayout {
  readonly nodes: readonly PlacedNode[];
  readonly connectors: readonly Connector[];
  readonly lanes: number;
  /** Pixels. */
  readonly width: number;
}

/** Pixels that a wait of `ms` adds between two nodes: the same for every tenfold, at most `MAX_GROWTH`. */
export const growth = (ms: number): number =>
  Math.min(MAX_GROWTH, Math.round(GROWTH_PER_DECADE * Math.log10(1 + Math.max(0, ms) / 100)));

/** Places nodes, given in time order, from left to right. */
export function layOut(nodes: readonly TimelineNode[]): TrackLayout {
  const branches = branchesOf(nodes);
  let x = MARGIN - COLUMN;
  let before: TimelineNode | undefined;
  const placed = nodes.map((node): PlacedNode => {
    x += COLUMN + (before === undefined ? 0 : growth(node.at - before.at));
    before = node;
    return { node, x, lane: branches.members.has(node.id) ? 1 : 0 };
  });
  return {
    nodes: placed,
    connectors: connect(placed, branches.forks),
    lanes: branches.members.size > 0 ? 2 : 1,
    width: placed.length === 0 ? 0 : x + MARGIN,
  };
}

interface Branches {
  /** Ids of the nodes that lie in the branch lane. */
  readonly members: ReadonlySet<string>;
  /** From a retry's id to the id of the failed action that it retries. */
  readonly forks: ReadonlyMap<string, string>;
}

/** A retry after a failed action opens a branch that holds the retry, the next attempt and what happens inside it. */
function branchesOf(nodes: readonly TimelineNode[]): Branches {
  const members = new Set<string>();
  const forks = new Map<string, string>();
  let failed: TimelineNode | undefined;
  nodes.forEach((node, index) => {
    if (isFailedAction(node)) failed = node;
    if (failed === undefined || !isRetry(node)) return;
    forks.set(node.id, failed.id);
    members.add(node.id);
    for (const member of attemptAfter(nodes.slice(index + 1), failed)) members.add(member.id);
  });
  return { members, forks };
}

const isRetry = ({ subject }: TimelineNode): boolean => subject.type === 'event' && subject.event.kind === 'retry';
const isFailedAction = ({ subject }: TimelineNode): boolean =>
  subject.type === 'action' && subject.action.status === 'failed';

/** The next action of the failed one's name with everything inside it; nothing when there is no such attempt before the next retry. */
function attemptAfter(rest: readonly TimelineNode[], failed: TimelineNode): readonly TimelineNode[] {
  const nextRetry = rest.findIndex(isRetry);
  const reach = nextRetry === -1 ? rest : rest.slice(0, nextRetry);
  const attempt = reach.find(({ subject, label }) => subject.type === 'action' && label === failed.label);
  if (attempt?.subject.type !== 'action') return [];
  const inside = new Set([attempt.subject.action.action_id]);
  const held = [attempt];
  for (const node of rest.slice(rest.indexOf(attempt) + 1)) {
    if (node.actionId === null || !inside.has(node.actionId)) continue;
    held.push(node);
    if (node.subject.type === 'action') inside.add(node.subject.action.action_id);
  }
  return held;
}

function connect(placed: readonly PlacedNode[], forks: ReadonlyMap<string, string>): readonly Connector[] {
  const byId = new Map(placed.map((entry) => [entry.node.id, entry]));
  const connectors: Connector[] = [];
  let main: PlacedNode | undefined;
  let branch: PlacedNode | undefined;
  for (const [index, to] of placed.entries()) {
    if (to.lane === 1) {
      const origin = byId.get(forks.get(to.node.id) ?? '');
      const from = branch ?? origin ?? main;
      if (from !== undefined) connectors.push(line(from, to, from.lane === 0 ? 'fork' : 'step'));
      branch = to;
      continue;
    }
    if (branch !== undefined && !staysOpen(placed[index + 1])) {
      connectors.push(line(branch, to, 'join'));
      if (main !== undefined) connectors.push({ from: main, to, durationMs: null, kind: 'bypass' });
      branch = undefined;
    } else if (main !== undefined) connectors.push(line(main, to, 'step'));
    main = to;
  }
  return connectors;
}

/** A main-line node that happens while the branch still goes on does not end the branch. */
const staysOpen = (next: PlacedNode | undefined): boolean => next?.lane === 1 && !isRetry(next.node);

const line = (from: PlacedNode, to: PlacedNode, kind: Connector['kind']): Connector => ({
  from,
  to,
  kind,
  durationMs: durationInto(from.node, to.node),
});

// A call's own duration is what its reader wants; for the rest it is the time that passed.
const durationInto = (from: TimelineNode, to: TimelineNode): number =>
  (to.subject.type === 'llm_call' ? to.durationMs : null) ?? Math.max(0, to.at - from.at);
