import { defineEvent } from './concept.js';
import { amount, label, optional, text, type ValueOf } from './field.js';

/** An agent's status, in the order in which the first that holds wins and in which people should look. */
export const AGENT_STATUSES = ['stuck', 'error', 'waiting', 'processing', 'idle', 'offline'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

/** Seconds without a sign of life after which an agent counts as stuck, unless it says otherwise. */
export const DEFAULT_STUCK_THRESHOLD_SECONDS = 300;

/** Names the agent on every span of ours. */
export const agentFields = {
  agentId: label('hive.agent.id', { limit: 256, doc: 'The agent; unique within the tenant.' }),
  agentName: optional(
    label('gen_ai.agent.name', { limit: 256, doc: 'The same, under the name the standard has for it.' }),
  ),
} as const;

/** An agent introduces itself: once at its start. */
export const agentRegistered = defineEvent({
  kind: 'agent_registered',
  scope: 'agent',
  doc: 'An agent starts and says what it is.',
  fields: {
    type: optional(label('hive.agent.type', { limit: 64, doc: 'What kind of agent, such as sales or support.' })),
    version: optional(label('gen_ai.agent.version', { limit: 64, doc: 'Version of the agent.' })),
    framework: optional(label('hive.agent.framework', { limit: 64, doc: 'Such as langchain, or custom.' })),
    runtime: optional(label('hive.agent.runtime', { limit: 64, doc: 'Such as node 20.20.2.' })),
    sdkVersion: optional(label('hive.agent.sdk_version', { limit: 64, doc: 'Version of the SDK that reports.' })),
    stuckThresholdSeconds: optional(
      amount('hive.agent.stuck_threshold_seconds', {
        doc: `Silence after which the agent counts as stuck; 0 means never. Default ${DEFAULT_STUCK_THRESHOLD_SECONDS}.`,
      }),
    ),
    heartbeatIntervalSeconds: optional(
      amount('hive.agent.heartbeat_interval_seconds', { doc: 'Time between heartbeats; 0 means there are none.' }),
    ),
  },
  summary: ({ type }) => (type === undefined ? 'Agent registered' : `Agent registered: ${type}`),
  tags: () => ['agent'],
});
export type AgentRegistration = ValueOf<typeof agentRegistered.fields>;

/** An agent stops on purpose: it is offline, not stuck. */
export const agentStopped = defineEvent({
  kind: 'agent_stopped',
  scope: 'agent',
  doc: 'An agent stops on purpose; until it reports again it is offline rather than stuck.',
  fields: { reason: optional(text('hive.agent.stop_reason', { doc: 'Why it stops.' })) },
  summary: ({ reason }) => (reason === undefined ? 'Agent stopped' : `Agent stopped: ${reason}`),
  tags: () => ['agent'],
});
export type AgentStop = ValueOf<typeof agentStopped.fields>;
