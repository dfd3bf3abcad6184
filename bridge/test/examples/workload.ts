import type { SentSpan } from '../test-bridge.js';

/** What the examples of the API tell of: one agent that has done a task, one that waits for somebody. */
export const QUALIFIER = 'lead-qualifier';
export const TASK = 'task_lead-4821';
export const ISSUE = 'crm-timeouts';

const MINUTE = 60_000;

/** Telemetry whose ids are always the same, and whose moments are counted from `start`: a whole five minutes of the clock. */
export function workload(start: number): readonly SentSpan[] {
  let count = 0;
  const event = (kind: string, at: number, attributes: Readonly<Record<string, string | number>>) => {
    const id = `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;
    return {
      name: `hive.${kind}`,
      at: start + at,
      attributes: { 'hive.event.id': id, 'hive.event.kind': kind, ...attributes },
    };
  };
  const step = (index: number, action: string, at: number) =>
    event('plan_step', at, { 'hive.plan.step.index': index, 'hive.plan.step.action': action, 'hive.plan.revision': 0 });
  const qualifying = {
    'hive.agent.id': QUALIFIER,
    'hive.task.id': TASK,
    'hive.task.run_id': 'run-1',
    'hive.task.type': 'lead_processing',
    'hive.project': 'sales-pipeline',
    'hive.correlation_id': 'lead-4821',
  };
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  return [
    {
      name: 'hive.agent',
      traceId: '1'.repeat(32),
      spanId: '1'.repeat(16),
      start,
      attributes: { 'hive.record': 'agent', 'hive.agent.id': QUALIFIER },
      events: [
        event('agent_registered', 0, {
          'hive.agent.type': 'sales',
          'gen_ai.agent.version': '2.1.0',
          'hive.agent.framework': 'custom',
          'hive.agent.runtime': 'node 20.20.2',
          'hive.agent.stuck_threshold_seconds': 3600,
        }),
        event('heartbeat', MINUTE, { 'hive.event.summary': '2 leads waiting' }),
        event('queue_snapshot', MINUTE, {
          'hive.queue.depth': 2,
          'hive.queue.oldest_age_seconds': 90,
          'hive.queue.items': JSON.stringify([
            { id: 'lead-4822', priority: 'high', source: 'webhook', summary: 'New lead' },
          ]),
        }),
        event('todo', MINUTE, {
          'hive.todo.id': 'todo-7',
          'hive.todo.action': 'created',
          'hive.todo.title': 'Retry the CRM search',
          'hive.todo.priority': 'high',
          'hive.todo.source': 'failed_action',
        }),
        event('scheduled', MINUTE, {
          'hive.schedule.items': JSON.stringify([
            {
              id: 'digest',
              name: 'Daily digest',
              next_run: '2099-01-01T09:00:00.000Z',
              interval: 'daily',
              enabled: true,
            },
          ]),
        }),
        event('issue', 2 * MINUTE, {
          'hive.issue.id': ISSUE,
          'hive.issue.title': 'The CRM answers too late',
          'hive.issue.severity': 'high',
          'hive.issue.category': 'connectivity',
        }),
      ],
    },
    {
      name: 'search_crm',
      traceId: trace,
      spanId: 'a'.repeat(16),
      parentSpanId: 'b'.repeat(16),
      start: start + 3000,
      end: start + 9000,
      attributes: { ...qualifying, 'hive.record': 'action', 'hive.action.name': 'search_crm' },
    },
    {
      name: `invoke_agent ${QUALIFIER}`,
      traceId: trace,
      spanId: 'b'.repeat(16),
      start,
      end: start + 3 * MINUTE,
      attributes: { ...qualifying, 'hive.record': 'task' },
      events: [
        event('plan_created', 1000, {
          'hive.plan.goal': 'Process the lead',
          'hive.plan.steps': '["Search the CRM","Score the lead"]',
          'hive.plan.revision': 0,
        }),
        step(0, 'started', 2000),
        event('retry', 5000, {
          'hive.retry.attempt': 1,
          'hive.retry.reason': 'CRM timeout',
          'hive.retry.backoff_seconds': 2,
        }),
        step(0, 'completed', 10_000),
        step(1, 'started', 11_000),
        event('llm_call', 14_000, {
          'hive.llm_call.name': 'score_lead',
          'gen_ai.request.model': 'claude-sonnet-4-5',
          'gen_ai.provider.name': 'anthropic',
          'gen_ai.usage.input_tokens': 1200,
          'gen_ai.usage.output_tokens': 180,
          'hive.cost.usd': 0.0063,
          'hive.llm_call.duration_ms': 2400,
          'hive.plan.step.index': 1,
        }),
        event('llm_call', 20_000, {
          'hive.llm_call.name': 'write_summary',
          'gen_ai.request.model': 'in-house-1',
          'gen_ai.usage.input_tokens': 800,
          'gen_ai.usage.output_tokens': 90,
          'hive.llm_call.duration_ms': 900,
        }),
        event('approval_requested', 30_000, {
          'hive.approval.approver': 'ann',
          'hive.approval.reason': 'A large deal',
        }),
        event('approval_received', 90_000, {
          'hive.approval.approved_by': 'ann',
          'hive.approval.decision': 'approved',
        }),
        step(1, 'completed', 100_000),
      ],
    },
    {
      name: 'hive.progress',
      traceId: '2'.repeat(32),
      spanId: 'c'.repeat(16),
      start: start + 4 * MINUTE,
      attributes: {
        'hive.record': 'progress',
        'hive.agent.id': 'support-triage',
        'hive.task.id': 'ticket-77',
        'hive.task.run_id': 'run-2',
        'hive.task.type': 'refund',
        'hive.project': 'support',
        'hive.progress.start_time_ms': start + 4 * MINUTE,
      },
      events: [
        event('approval_requested', 4 * MINUTE + 30_000, {
          'hive.approval.approver': 'finance',
          'hive.approval.reason': 'Refund of 900 dollars',
        }),
      ],
    },
  ];
}
