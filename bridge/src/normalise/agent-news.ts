import {
  DEFAULT_STUCK_THRESHOLD_SECONDS,
  agentRegistered,
  agentStopped,
  decode,
  heartbeat,
} from '@hiveboard/sdk/contract';
import type { SpanEvent } from '../decode/span.js';
import type { AgentFact, EventFact } from './facts.js';

type News = AgentFact['news'];

/** What an event tells of its agent beyond that it lives: a table by kind, since most kinds tell nothing more. */
const NEWS: ReadonlyMap<string, (event: SpanEvent, fact: EventFact) => News> = new Map<
  string,
  (event: SpanEvent, fact: EventFact) => News
>([
  [
    agentRegistered.kind,
    ({ attributes }) => {
      const { type, version, framework, runtime, sdkVersion, stuckThresholdSeconds } = decode(
        agentRegistered.fields,
        attributes,
      ).value;
      return {
        kind: 'registered',
        type,
        version,
        framework,
        runtime,
        sdkVersion,
        stuckThresholdSeconds: stuckThresholdSeconds ?? DEFAULT_STUCK_THRESHOLD_SECONDS,
      };
    },
  ],
  [
    heartbeat.kind,
    ({ attributes }, { summary }) => ({
      kind: 'heartbeat',
      summary,
      stuckThresholdSeconds: decode(heartbeat.fields, attributes).value.stuckThresholdSeconds,
    }),
  ],
  [agentStopped.kind, () => ({ kind: 'stopped' })],
]);

/** The agent that an event speaks of, and what it says. */
export function agentNews(event: SpanEvent, fact: EventFact): AgentFact {
  const { agentId, environment, group } = fact.origin;
  return { agentId, environment, group, at: fact.at, news: NEWS.get(fact.kind)?.(event, fact) ?? { kind: 'alive' } };
}
