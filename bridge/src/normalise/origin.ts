import { DEFAULT_PROJECT, decode, resourceFields, taskFields, type DecodedOf } from '@hiveboard/sdk/contract';
import type { Attributes, Resource, Span } from '../decode/span.js';
import type { Origin } from './facts.js';

const text = (attributes: Attributes, key: string): string | undefined => {
  const value = attributes.get(key);
  return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
};

/** Where the agent's name stands, best first. */
const AGENT_KEYS = ['hive.agent.id', 'gen_ai.agent.name', 'gen_ai.agent.id'] as const;

/** The deployment's name under its present and its former key, and under that of Codex. */
const ENVIRONMENT_KEYS = ['deployment.environment.name', 'deployment.environment', 'env'] as const;

const first = (attributes: Attributes, keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const found = text(attributes, key);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A span's origin, and the task's attributes that it was read from. */
export interface SpanOrigin {
  readonly origin: Origin;
  readonly task: DecodedOf<typeof taskFields>;
}

/** What a resource says of all its spans. */
interface Process {
  readonly service: string | undefined;
  readonly environment: string;
  readonly group: string;
}

/** Spans of a request share their resource: it is read once. */
const processes = new WeakMap<Resource, Process>();

function processOf(resource: Resource): Process {
  const known = processes.get(resource);
  if (known !== undefined) return known;
  const { service, group = 'default' } = decode(resourceFields, resource.attributes).value;
  const environment = first(resource.attributes, ENVIRONMENT_KEYS)?.slice(0, 64) ?? 'production';
  const process = { service, environment, group };
  processes.set(resource, process);
  return process;
}

/** Reads who a span belongs to. A run without an id of its own is told apart by its trace. */
export function originOf(span: Span): SpanOrigin {
  const process = processOf(span.resource);
  const { value: task } = decode(taskFields, span.attributes);
  const taskId = task.taskId ?? '';
  return {
    task,
    origin: {
      agentId: first(span.attributes, AGENT_KEYS) ?? process.service ?? 'unknown',
      environment: process.environment,
      group: process.group,
      project: taskId === '' ? '' : (task.project ?? DEFAULT_PROJECT),
      taskId,
      taskRunId: taskId === '' ? '' : (task.runId ?? span.traceId),
      taskType: task.type ?? '',
      correlationId: task.correlationId ?? '',
      traceId: span.traceId,
    },
  };
}
