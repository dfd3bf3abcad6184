import type { Agent, Task } from '../src/index.js';
import { T0, useHive, withoutId } from './use-hive.js';

const hive = useHive();

const TASK_EVENTS: readonly (readonly [string, (task: Task) => void, Record<string, unknown>])[] = [
  [
    'llm_call',
    (task) => {
      task.llmCall('score', {
        model: 'claude-sonnet-4-5',
        provider: 'anthropic',
        tokensIn: 1000,
        tokensOut: 200,
        cacheReadTokens: 800,
        cacheWriteTokens: 10,
        reasoningTokens: 50,
        cost: 0.0123,
        durationMs: 840.5,
        promptPreview: () => 'Score this lead',
        responsePreview: '42',
        metadata: { temperature: 0 },
        tags: ['llm', 'phase1'],
      });
    },
    {
      'hive.event.summary': 'score: claude-sonnet-4-5 (1000→200)',
      'hive.event.tags': ['llm', 'phase1'],
      'hive.event.severity': 'info',
      'hive.llm_call.name': 'score',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 200,
      'gen_ai.usage.cache_read.input_tokens': 800,
      'gen_ai.usage.cache_creation.input_tokens': 10,
      'gen_ai.usage.reasoning.output_tokens': 50,
      'hive.cost.usd': 0.0123,
      'hive.llm_call.duration_ms': 840.5,
      'hive.llm_call.prompt_preview': 'Score this lead',
      'hive.llm_call.response_preview': '42',
      'hive.llm_call.metadata': '{"temperature":0}',
    },
  ],
  [
    'plan_created',
    (task) => {
      task.plan('Process lead', ['Search CRM', 'Score'], { revision: 1 });
    },
    {
      'hive.event.summary': 'Process lead',
      'hive.event.tags': ['plan', 'created'],
      'hive.event.severity': 'info',
      'hive.plan.goal': 'Process lead',
      'hive.plan.steps': '[{"index":0,"description":"Search CRM"},{"index":1,"description":"Score"}]',
      'hive.plan.revision': 1,
    },
  ],
  [
    'plan_step',
    (task) => {
      task.planStep({ stepIndex: 1, action: 'failed', summary: 'CRM is down', turns: 2, tokens: 300 });
    },
    {
      'hive.event.summary': 'CRM is down',
      'hive.event.tags': ['plan', 'step_failed'],
      'hive.event.severity': 'error',
      'hive.plan.step.index': 1,
      'hive.plan.step.action': 'failed',
      'hive.plan.step.description': 'CRM is down',
      'hive.plan.step.turns': 2,
      'hive.plan.step.tokens': 300,
    },
  ],
  [
    'escalated',
    (task) => {
      task.escalate({ reason: 'Over the limit', assignedTo: 'finance' });
    },
    {
      'hive.event.summary': 'Over the limit',
      'hive.event.tags': ['escalation', 'human'],
      'hive.event.severity': 'warn',
      'hive.escalation.reason': 'Over the limit',
      'hive.escalation.assigned_to': 'finance',
    },
  ],
  [
    'approval_requested',
    (task) => {
      task.requestApproval({ approver: 'ops', reason: 'Refund $900' });
    },
    {
      'hive.event.summary': 'Refund $900',
      'hive.event.tags': ['approval', 'human'],
      'hive.event.severity': 'info',
      'hive.approval.approver': 'ops',
      'hive.approval.reason': 'Refund $900',
    },
  ],
  [
    'approval_received',
    (task) => {
      task.approvalReceived({ approvedBy: 'sam', decision: 'rejected' });
    },
    {
      'hive.event.summary': 'rejected by sam',
      'hive.event.tags': ['approval', 'human', 'rejected'],
      'hive.event.severity': 'info',
      'hive.approval.approved_by': 'sam',
      'hive.approval.decision': 'rejected',
    },
  ],
  [
    'retry',
    (task) => {
      task.retry({ attempt: 2, reason: '429', backoffSeconds: 1.5 });
    },
    {
      'hive.event.summary': 'Retry 2: 429',
      'hive.event.tags': ['retry'],
      'hive.event.severity': 'warn',
      'hive.retry.attempt': 2,
      'hive.retry.reason': '429',
      'hive.retry.backoff_seconds': 1.5,
    },
  ],
  [
    'custom',
    (task) => {
      task.event('reflection', { confidence: 0.4 }, { summary: 'Not sure', tags: ['think'], severity: 'warn' });
    },
    {
      'hive.event.summary': 'Not sure',
      'hive.event.tags': ['think'],
      'hive.event.severity': 'warn',
      'hive.custom.name': 'reflection',
      'hive.custom.payload': '{"confidence":0.4}',
    },
  ],
];

test.each(TASK_EVENTS)('a task tells %s as a span event', async (kind, tell, attributes) => {
  const client = hive.connect();
  client.agent('a', { heartbeatInterval: 0 }).task('t', {}, (task) => {
    hive.pass(5);
    tell(task);
  });
  await client.flush();
  const [event] = hive.spans('task')[0]?.events ?? [];
  expect(event && { name: event.name, at: event.at, attributes: withoutId(event) }).toEqual({
    name: `hive.${kind}`,
    at: T0 + 5,
    attributes: { 'hive.event.kind': kind, ...attributes },
  });
  expect(hive.warnings).toEqual([]);
});

const AGENT_EVENTS: readonly (readonly [string, (agent: Agent) => void, Record<string, unknown>])[] = [
  [
    'llm_call',
    (agent) => {
      agent.llmCall('plan the day', { model: 'm' });
    },
    {
      'hive.event.summary': 'plan the day: m',
      'hive.event.tags': ['llm'],
      'hive.event.severity': 'info',
      'hive.llm_call.name': 'plan the day',
      'gen_ai.request.model': 'm',
    },
  ],
  [
    'heartbeat',
    (agent) => {
      agent.heartbeat({ summary: 'Idle', data: { done: 4 } });
    },
    {
      'hive.event.summary': 'Idle',
      'hive.event.severity': 'debug',
      'hive.heartbeat.data': '{"done":4}',
      'hive.agent.stuck_threshold_seconds': 60,
    },
  ],
  [
    'queue_snapshot',
    (agent) => {
      agent.queueSnapshot({
        depth: 2,
        oldestAgeSeconds: 90,
        items: [{ id: 'q1', priority: 'high', source: 'human', summary: 'Call', queued_at: '2026-03-01T11:58:30Z' }],
        processing: { id: 'q0', summary: 'Mail', elapsed_ms: 20 },
      });
    },
    {
      'hive.event.summary': 'Queue: 2 items, oldest 90s',
      'hive.event.tags': ['queue'],
      'hive.event.severity': 'debug',
      'hive.queue.depth': 2,
      'hive.queue.oldest_age_seconds': 90,
      'hive.queue.items':
        '[{"id":"q1","priority":"high","source":"human","summary":"Call","queued_at":"2026-03-01T11:58:30Z"}]',
      'hive.queue.processing': '{"id":"q0","summary":"Mail","elapsed_ms":20}',
    },
  ],
  [
    'todo',
    (agent) => {
      agent.todo({
        todoId: 'todo_1',
        action: 'failed',
        summary: 'Follow up',
        priority: 'high',
        source: 'human',
        context: 'They asked',
        dueBy: new Date('2026-03-02T09:00:00Z'),
      });
    },
    {
      'hive.event.summary': 'Follow up',
      'hive.event.tags': ['todo', 'failed'],
      'hive.event.severity': 'warn',
      'hive.todo.id': 'todo_1',
      'hive.todo.action': 'failed',
      'hive.todo.title': 'Follow up',
      'hive.todo.priority': 'high',
      'hive.todo.source': 'human',
      'hive.todo.context': 'They asked',
      'hive.todo.due_by': '2026-03-02T09:00:00.000Z',
    },
  ],
  [
    'scheduled',
    (agent) => {
      agent.scheduled({
        items: [
          {
            id: 's',
            name: 'Sync',
            next_run: '2026-03-01T13:00:00Z',
            interval: '1h',
            enabled: true,
            last_status: 'success',
            status: 'active',
          },
        ],
      });
    },
    {
      'hive.event.summary': '1 scheduled items, next at 2026-03-01T13:00:00Z',
      'hive.event.tags': ['scheduled'],
      'hive.event.severity': 'info',
      'hive.schedule.items':
        '[{"id":"s","name":"Sync","next_run":"2026-03-01T13:00:00Z","interval":"1h","enabled":true,"last_status":"success","status":"active"}]',
    },
  ],
  [
    'issue',
    (agent) => {
      agent.reportIssue({
        summary: 'CRM answers 403',
        severity: 'high',
        category: 'permissions',
        context: { status: 403 },
        issueId: 'crm-403',
        occurrenceCount: 3,
      });
    },
    {
      'hive.event.summary': 'CRM answers 403',
      'hive.event.tags': ['issue', 'permissions'],
      'hive.event.severity': 'error',
      'hive.issue.title': 'CRM answers 403',
      'hive.issue.severity': 'high',
      'hive.issue.category': 'permissions',
      'hive.issue.context': '{"status":403}',
      'hive.issue.id': 'crm-403',
      'hive.issue.action': 'reported',
      'hive.issue.occurrence_count': 3,
    },
  ],
  [
    'issue',
    (agent) => {
      agent.resolveIssue({ summary: 'Key renewed', issueId: 'crm-403' });
    },
    {
      'hive.event.summary': 'Key renewed',
      'hive.event.tags': ['issue'],
      'hive.event.severity': 'info',
      'hive.issue.title': 'Key renewed',
      'hive.issue.id': 'crm-403',
      'hive.issue.action': 'resolved',
    },
  ],
  [
    'custom',
    (agent) => {
      agent.event('deployed', { summary: 'New version', version: 2 });
    },
    {
      'hive.event.summary': 'New version',
      'hive.event.severity': 'info',
      'hive.custom.name': 'deployed',
      'hive.custom.payload': '{"summary":"New version","version":2}',
    },
  ],
  [
    'agent_stopped',
    (agent) => {
      agent.stop('night');
    },
    {
      'hive.event.summary': 'Agent stopped: night',
      'hive.event.tags': ['agent'],
      'hive.event.severity': 'info',
      'hive.agent.stop_reason': 'night',
    },
  ],
];

test.each(AGENT_EVENTS)('an agent tells %s on a short root span', async (kind, tell, attributes) => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0, stuckThreshold: 60 });
  hive.pass(5);
  tell(agent);
  await client.flush();
  const [registered, span] = hive.spans('agent');
  const [event] = span?.events ?? [];
  expect(event && { ...span, events: [{ ...event, attributes: withoutId(event) }] }).toEqual({
    name: 'hive.agent',
    kind: 1,
    traceId: span?.traceId,
    spanId: span?.spanId,
    parentSpanId: '',
    startedAt: T0 + 5,
    endedAt: T0 + 5,
    status: { code: 0, message: '' },
    attributes: { 'hive.record': 'agent', 'hive.agent.id': 'a', 'gen_ai.agent.name': 'a' },
    events: [{ name: `hive.${kind}`, at: T0 + 5, attributes: { 'hive.event.kind': kind, ...attributes } }],
    links: [],
    resource: registered?.resource,
    scope: registered?.scope,
  });
  expect(span?.traceId).not.toBe(registered?.traceId);
  expect(hive.warnings).toEqual([]);
});

test('what an agent says in its own name belongs to no task, not even to the one it is said in', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  agent.task('t', { project: 'p' }, () => {
    for (const [, tell] of AGENT_EVENTS) tell(agent);
  });
  await client.flush();
  const kinds = hive.spans('agent').map(({ attributes, parentSpanId, events }) => {
    expect(attributes).toEqual({ 'hive.record': 'agent', 'hive.agent.id': 'a', 'gen_ai.agent.name': 'a' });
    expect(parentSpanId).toBe('');
    return events[0]?.name;
  });
  expect(kinds).toEqual(['hive.agent_registered', ...AGENT_EVENTS.map(([kind]) => `hive.${kind}`)]);
  expect(hive.spans('task')[0]?.events).toEqual([]);
});

const WORDS = {
  stepAction: ['started', 'completed', 'failed', 'skipped'],
  decision: ['approved', 'rejected'],
  severity: ['critical', 'high', 'medium', 'low'],
  category: ['permissions', 'connectivity', 'configuration', 'data_quality', 'rate_limit', 'other'],
  todoAction: ['created', 'completed', 'failed', 'dismissed', 'deferred'],
  priority: ['high', 'normal', 'low'],
} as const;

test('every word that the vocabularies know is taken without a complaint', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  const task = agent.startTask('t');
  for (const action of WORDS.stepAction) task.planStep({ stepIndex: 0, action });
  for (const decision of WORDS.decision) task.approvalReceived({ approvedBy: 'sam', decision });
  for (const severity of WORDS.severity) agent.reportIssue({ summary: 's', severity });
  for (const category of WORDS.category) agent.reportIssue({ summary: 's', severity: 'low', category });
  for (const action of WORDS.todoAction) agent.todo({ todoId: 'td', action });
  for (const priority of WORDS.priority) agent.todo({ todoId: 'td', action: 'created', priority });
  task.complete();
  await client.flush();
  const told = (kind: string, key: string) =>
    hive.events(kind).flatMap(({ attributes }) => (attributes[key] === undefined ? [] : [attributes[key]]));
  expect(told('plan_step', 'hive.plan.step.action')).toEqual(WORDS.stepAction);
  expect(told('approval_received', 'hive.approval.decision')).toEqual(WORDS.decision);
  expect(told('issue', 'hive.issue.severity').slice(0, 4)).toEqual(WORDS.severity);
  expect(told('issue', 'hive.issue.category')).toEqual(WORDS.category);
  expect(told('todo', 'hive.todo.action').slice(0, 5)).toEqual(WORDS.todoAction);
  expect(told('todo', 'hive.todo.priority')).toEqual(WORDS.priority);
  expect(hive.warnings).toEqual([]);
});

test('an agent introduces itself once, with defaults for what it does not say', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { version: '2.1', heartbeatInterval: 0 });
  expect(client.agent('a')).toBe(agent);
  await client.flush();
  expect(hive.events('agent_registered').map(withoutId)).toEqual([
    {
      'hive.event.kind': 'agent_registered',
      'hive.event.summary': 'Agent registered: general',
      'hive.event.tags': ['agent'],
      'hive.event.severity': 'info',
      'hive.agent.type': 'general',
      'gen_ai.agent.version': '2.1',
      'hive.agent.framework': 'custom',
      'hive.agent.runtime': `node ${process.versions.node}`,
      'hive.agent.sdk_version': '0.1.0',
      'hive.agent.stuck_threshold_seconds': 300,
      'hive.agent.heartbeat_interval_seconds': 0,
    },
  ]);
});

test('steps know the text, the size and the revision of the plan they belong to', async () => {
  const client = hive.connect();
  client.agent('a', { heartbeatInterval: 0 }).task('t', {}, (task) => {
    task.plan('Go', ['one', 'two']);
    task.planStep({ stepIndex: 0, action: 'started' });
    task.plan('Go on', ['one', 'two', 'three'], { revision: 1 });
    task.planStep({ stepIndex: 2, action: 'completed', totalSteps: 9 });
  });
  await client.flush();
  expect(
    hive
      .events('plan_step')
      .map(({ attributes }) => [
        attributes['hive.plan.step.total'],
        attributes['hive.plan.revision'],
        attributes['hive.event.summary'],
      ]),
  ).toEqual([
    [2, 0, 'one'],
    [9, 1, 'three'],
  ]);
});

test('a preview that fails is left out, the call is not', async () => {
  const client = hive.connect();
  client.agent('a', { heartbeatInterval: 0 }).task('t', {}, (task) => {
    task.llmCall('x', {
      model: 'm',
      promptPreview: () => {
        throw new Error('no prompt');
      },
    });
  });
  await client.flush();
  expect(hive.events('llm_call')[0]?.attributes).not.toHaveProperty(['hive.llm_call.prompt_preview']);
  expect(hive.warnings).toEqual(['preview: no prompt; nothing is recorded']);
});
