import { useHive } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };
const SECRET = 'ada@mail.example';

/** Everything that left, as text. */
const left = (): string => JSON.stringify(hive.collector.spans);

test('with redact, no text that an agent says leaves unread: not one field, payload, summary or error holds the secret', async () => {
  const client = hive.connect({ redact: 'secrets' });
  const agent = client.agent('a', { ...quiet, heartbeatPayload: () => ({ summary: SECRET, who: SECRET }) });
  const error = new Error(`no such user: ${SECRET}`);
  expect(() =>
    agent.task('t', (task) => {
      task.llmCall('ask', {
        model: 'm',
        promptPreview: () => `to ${SECRET}`,
        responsePreview: SECRET,
        metadata: { who: [SECRET] },
      });
      task.plan(SECRET, [SECRET]);
      task.planStep({ stepIndex: 0, action: 'started', summary: SECRET });
      task.escalate({ reason: SECRET, assignedTo: 'support' });
      task.requestApproval({ approver: 'finance', reason: SECRET });
      task.approvalReceived({ approvedBy: 'finance', decision: 'rejected', comment: SECRET });
      task.retry({ attempt: 1, reason: SECRET });
      task.event('e', { deep: { who: SECRET } }, { summary: SECRET });
      task.setPayload({ who: SECRET });
      agent.track('step', (action) => {
        action.setPayload({ who: SECRET });
      });
      throw error;
    }),
  ).toThrow(error);
  agent.heartbeat();
  agent.reportIssue({ summary: SECRET, severity: 'high', context: { who: SECRET } });
  agent.resolveIssue({ summary: SECRET });
  agent.todo({ todoId: 'td', action: 'created', summary: SECRET, context: SECRET });
  agent.queueSnapshot({ depth: 1, items: [{ id: 'q', summary: SECRET }], processing: { summary: SECRET } });
  agent.scheduled({ items: [{ id: 's', name: SECRET }] });
  agent.stop(SECRET);
  await client.flush();
  expect(hive.collector.spans.length).toBeGreaterThan(8);
  expect(left()).not.toContain(SECRET);
  expect(left().split('[e-mail redacted]').length).toBeGreaterThan(25);
  expect(hive.warnings).toEqual([]);
});

test('names and ids stay as they are', async () => {
  const client = hive.connect({ redact: () => 'x' });
  const agent = client.agent('agent@1', { ...quiet, type: 'sales' });
  agent.task('task@1', { runId: 'run', project: 'p', correlationId: 'c' }, (task) => {
    task.llmCall('name', { model: 'model', provider: 'openai', promptPreview: 'prompt' });
    task.requestApproval({ approver: 'ada@mail.example', reason: 'reason' });
  });
  await client.flush();
  const [call] = hive.events('llm_call');
  expect(call?.attributes).toMatchObject({
    'hive.llm_call.name': 'name',
    'gen_ai.request.model': 'model',
    'gen_ai.provider.name': 'openai',
    'hive.llm_call.prompt_preview': 'x',
  });
  expect(hive.events('approval_requested')[0]?.attributes).toMatchObject({
    'hive.approval.approver': 'ada@mail.example',
    'hive.approval.reason': 'x',
  });
  expect(hive.spans('task')[0]?.attributes).toMatchObject({
    'hive.agent.id': 'agent@1',
    'hive.task.id': 'task@1',
    'hive.correlation_id': 'c',
  });
});

test('previews leave only if they are given, cut to their limit', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  agent.llmCall('without', { model: 'm' });
  agent.llmCall('with', { model: 'm', promptPreview: 'p'.repeat(10_000) });
  await client.flush();
  const [without, given] = hive.events('llm_call').map(({ attributes }) => attributes['hive.llm_call.prompt_preview']);
  expect(without).toBeUndefined();
  expect(given).toBe('p'.repeat(8192));
});

test('no warning quotes credentials of an endpoint, or secrets in what others threw', async () => {
  const { port } = hive.collector;
  const client = hive.connect({ endpoint: `http://ada:hunter22@127.0.0.1:${port}/?token=tok_12345678` });
  hive.collector.reply = { status: 404 };
  const agent = client.agent('a', {
    ...quiet,
    heartbeatPayload: () => {
      throw new Error('no database at postgres://ada:hunter22@db');
    },
  });
  agent.heartbeat();
  await client.flush();
  expect(hive.warnings).toEqual([
    'heartbeatPayload failed: no database at postgres://[credentials redacted]@db',
    `http://[credentials redacted]@127.0.0.1:${port}/v1/traces?token=[secret redacted] is not an OTLP receiver (HTTP 404): check endpoint or HIVE_ENDPOINT; spans are dropped`,
  ]);
  expect(hive.collector.requests[0]?.headers.authorization).toBe(`Basic ${btoa('ada:hunter22')}`);
});

test('the API key is in no warning, whatever goes wrong', async () => {
  const client = hive.connect({ apiKey: 'hb_live_very_secret' });
  hive.collector.reply = { status: 401 };
  client.agent('a', quiet).event('e');
  await client.flush();
  expect(hive.warnings).toEqual([expect.stringContaining('check apiKey or HIVE_API_KEY')]);
  expect(hive.warnings.join()).not.toContain('very_secret');
});
