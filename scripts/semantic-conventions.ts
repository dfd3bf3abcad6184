import {
  AGENT_SPAN,
  EVENT_CONCEPTS,
  PROGRESS_SPAN,
  TASK_OPERATION,
  actionFields,
  agentFields,
  eventFields,
  progressFields,
  recordFields,
  resourceFields,
  taskFields,
  taskSpanName,
  type EventConcept,
  type Fields,
  type Scope,
} from '@hiveboard/sdk/contract';
import { BARE_EXAMPLE } from './bare-example.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const code = (text: string): string => `\`${text}\``;

const fieldTable = (fields: Fields): string =>
  table(
    ['Attribute', 'Type', 'Required', 'Values', 'Meaning'],
    Object.values(fields).map(({ key, type, optional, values, doc }) => [
      code(key),
      type,
      optional ? '' : 'yes',
      values?.map(code).join(', ') ?? '',
      doc,
    ]),
  );

const PLACES: Readonly<Record<Scope, string>> = {
  task: 'the task span',
  agent: `a span ${code(AGENT_SPAN)}`,
  any: `the task span, or outside any task a span ${code(AGENT_SPAN)}`,
};

const eventSection = ({ kind, eventName, scope, doc, fields }: EventConcept): string =>
  [
    `### ${kind}`,
    doc,
    `Span event ${code(eventName)} on ${kind === 'action_started' ? `a span ${code(PROGRESS_SPAN)}` : PLACES[scope]}.`,
    fieldTable(fields),
  ].join('\n\n');

const spans = table(
  ['Record', 'Span name', 'Parent', 'Lasts', 'Attributes'],
  [
    [
      'task',
      code(taskSpanName('{agent}')),
      'whatever span is active, else none',
      'as long as the task',
      `agent, task, ${code(`${TASK_OPERATION.key}=${TASK_OPERATION.value}`)}`,
    ],
    ['action', 'what the step does', 'the task, or the enclosing action', 'as long as the step', 'agent, task, action'],
    ['progress', code(PROGRESS_SPAN), 'the task', 'no time', 'agent, task, progress'],
    ['agent', code(AGENT_SPAN), 'none: a trace of its own each time', 'no time', 'agent'],
  ],
);

/** The whole of docs/semantic-conventions.md, made from the contract. */
export function semanticConventions(): string {
  return `${[
    '# Semantic conventions',
    '<!-- Made by `npm run docs` from sdk/src/contract. Do not edit: a test compares it. -->',
    'How agents report to HiveBoard, in plain OpenTelemetry. Any language with an OpenTelemetry SDK can do it; our SDK for TypeScript does nothing else. Spans of other GenAI instrumentation (`gen_ai.*`) need none of this to be counted.',
    '## How it travels',
    [
      '- OTLP over HTTP, protobuf or JSON, gzip or not, to `/v1/traces`, directly or through a Collector. `Authorization: Bearer {key}` where the receiver has keys.',
      '- Every concept is an attribute, a span, or an event on a span. All spans have the kind INTERNAL. Times are whole milliseconds.',
      '- Structured values are JSON in a string of at most 2,048 bytes, so that other backends do not cut them in half.',
      '- An event may also come as a log record, to `/v1/logs`: its event name is that of the span event, and beside its own attributes it has those of its agent and task. A task, an action and progress are spans only.',
      '- An event may be sent any number of times. All its copies have the same `hive.event.id`, the same time and the same attributes: make an event once, and add it wherever it goes. Totals count it once. Any UUID will do as an id; version 7 sorts by time.',
      '- A value that does not fit loses its field, never its event. A word that no list knows is kept. So is an event of an unknown kind. Summary, tags and severity are worked out when absent.',
      '- A failed task or action has the span status ERROR and the standard event `exception` with `exception.type` and `exception.message`. Leave the stack out: it may hold values that are nobody’s business.',
    ].join('\n'),
    '## Spans',
    `${code(recordFields.record.key)} says what a span stands for.`,
    spans,
    [
      '**An agent’s life.** At its start an agent sends `agent_registered` and its first `heartbeat`, then a heartbeat every 30 seconds, and `agent_stopped` when it ends on purpose. Everything that it sends is a sign of life; one that is silent for longer than its threshold is stuck.',
      '**Running tasks.** A span leaves its process only when it ends. To be seen before that, a task repeats its unsent events on `hive.progress` children, about once a second: the first at the first tick even if there is nothing to say, and an empty one every 15 seconds of silence. Each repeats the agent’s and the task’s attributes and the start of the task span, cut to whole milliseconds. The task span still holds all events at its end. Tasks shorter than a second need no progress spans. Never send two spans with one id, and never keep one trace open for an agent’s whole life.',
      '**Steps.** While an action runs, `action_started` with its `hive.action.id` rides on the next progress span; the action’s own span follows at its end. Whatever happens during an action carries its `hive.action.id` too, and is an event of the task span all the same.',
      '**Waiting.** A task waits for as long as it has more `approval_requested` than `approval_received`. A task whose span has ended waits for nobody. Whoever decides may live in another process: it sends `approval_received` on a `hive.progress` span with the same task id and run id.',
      '**Defaults to change.** A batching processor commonly waits 5 seconds: let it wait for 1 at most, or running tasks lag behind. A span commonly keeps its last 128 events: raise the limit, or at least let progress spans carry all of them. Sample everything: money that is sampled away is missing from the bill.',
    ].join('\n\n'),
    '### Resource',
    'On the resource of the process.',
    fieldTable(resourceFields),
    '### Record',
    'On every span.',
    fieldTable(recordFields),
    '### Agent',
    'On every span.',
    fieldTable(agentFields),
    '### Task',
    'On task, action and progress spans. The outcome and the payload come with the task span, at its end.',
    fieldTable(Object.fromEntries(Object.entries(taskFields).filter(([name]) => !Object.hasOwn(agentFields, name)))),
    '### Action',
    'On action spans. The span id is the action id.',
    fieldTable(actionFields),
    '### Progress',
    'On progress spans.',
    fieldTable(progressFields),
    '## Events',
    'On every event, whatever its kind. The attributes of its kind follow.',
    fieldTable(eventFields),
    ...EVENT_CONCEPTS.map((concept: EventConcept) => eventSection(concept)),
    '## Example',
    'A whole agent without our SDK: `npm install @opentelemetry/api @opentelemetry/resources @opentelemetry/sdk-trace-base@2 @opentelemetry/exporter-trace-otlp-proto@0.223`, then `node agent.mjs`.',
    `\`\`\`js\n${BARE_EXAMPLE}\`\`\``,
    'The same in Python, with a plan, a queue, an approval and progress told by a timer: [examples/python/agent.py](../examples/python/agent.py).',
  ].join('\n\n')}\n`;
}
