import type { SentSpan } from './test-bridge.js';

/** What a sender tells, and how its things are told apart from those of others. */
interface Teller {
  /** Stands wherever a sender may say something. */
  readonly word: string;
  /** How often each call comes. */
  readonly times: number;
  /** Epoch milliseconds of the first thing that happens. */
  readonly start: number;
  /** Stands behind the names of its agent and its tasks. Default: nothing, as if they were those of any other. */
  readonly suffix?: string;
  /** Stands in the ids of its events: eight hexadecimal digits. */
  readonly series?: string;
}

/** One of everything that an agent can do: told by spans of a single agent. */
export function oneOfEverything({
  word,
  times,
  start: T0,
  suffix = '',
  series = '0198c2a4',
}: Teller): readonly SentSpan[] {
  let count = 0;
  const event = (kind: string, attributes: Readonly<Record<string, string | number>> = {}) => {
    const id = `${series}-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;
    const usual = { 'hive.event.id': id, 'hive.event.kind': kind, 'hive.event.summary': word };
    return { name: `hive.${kind}`, at: T0 + count * 10, attributes: { ...usual, ...attributes } };
  };
  const of = (task: string) => ({
    'hive.agent.id': `agent${suffix}`,
    'hive.task.id': `${task}${suffix}`,
    'hive.task.run_id': `${task}-run${suffix}`,
    'hive.task.type': word,
    'hive.project': word,
    'hive.correlation_id': word,
  });
  return [
    {
      name: 'hive.agent',
      start: T0,
      attributes: { 'hive.record': 'agent', 'hive.agent.id': `agent${suffix}` },
      events: [
        event('agent_registered', { 'hive.agent.type': word, 'hive.agent.stuck_threshold_seconds': 3600 }),
        event('heartbeat'),
        event('queue_snapshot', { 'hive.queue.depth': times, 'hive.queue.items': `[{"id":"${word}"}]` }),
        event('todo', { 'hive.todo.id': 'todo', 'hive.todo.action': 'created', 'hive.todo.title': word }),
        event('scheduled', { 'hive.schedule.items': `[{"id":"${word}","name":"${word}"}]` }),
        ...Array.from({ length: times }, () =>
          event('issue', { 'hive.issue.id': 'issue', 'hive.issue.title': word, 'hive.issue.severity': 'high' }),
        ),
      ],
    },
    {
      name: 'hive.progress',
      traceId: '1'.repeat(32),
      start: T0 + 3000,
      attributes: { ...of('open'), 'hive.record': 'progress', 'hive.progress.start_time_ms': T0 + 3000 },
      events: [event('approval_requested', { 'hive.approval.approver': word, 'hive.approval.reason': word })],
    },
    {
      name: 'search',
      traceId: '2'.repeat(32),
      spanId: 'a'.repeat(16),
      start: T0,
      end: T0 + 500,
      attributes: { ...of('done'), 'hive.record': 'action', 'hive.action.name': word },
    },
    {
      name: 'invoke_agent agent',
      traceId: '2'.repeat(32),
      spanId: 'b'.repeat(16),
      start: T0,
      end: T0 + 2000,
      error: word,
      attributes: { ...of('done'), 'hive.record': 'task' },
      events: [
        event('plan_created', { 'hive.plan.goal': word, 'hive.plan.steps': `["${word}"]` }),
        event('plan_step', { 'hive.plan.step.index': 0, 'hive.plan.step.action': 'started' }),
        event('retry', { 'hive.retry.attempt': 1, 'hive.retry.reason': word }),
        event('escalated', { 'hive.escalation.reason': word }),
        ...Array.from({ length: times }, () =>
          event('llm_call', {
            'hive.llm_call.name': word,
            'gen_ai.request.model': word,
            'gen_ai.usage.input_tokens': 100 * times,
            'gen_ai.usage.output_tokens': 10 * times,
            'hive.cost.usd': 0.01 * times,
          }),
        ),
        event('llm_call', { 'hive.llm_call.name': word, 'gen_ai.request.model': word }),
      ],
    },
  ];
}
