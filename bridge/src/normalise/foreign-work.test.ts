import { NOON, span } from '../../test/spans.js';
import type { AttributeValue } from '../decode/span.js';
import { normalise } from './normalise.js';

type Attributes = Readonly<Record<string, AttributeValue>>;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'aaaaaaaaaaaaaaaa';

describe('work around calls', () => {
  const TOKENS = { 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 9 };

  test.each<[string, Attributes, string, object]>([
    ['langfuse', { 'langfuse.observation.type': 'tool' }, 'work', {}],
    [
      'openinference',
      { 'openinference.span.kind': 'TOOL', 'tool.name': 'search', 'tool.id': 'c1' },
      'search',
      { tool_call_id: 'c1' },
    ],
    ['openinference', { 'openinference.span.kind': 'CHAIN' }, 'work', {}],
    [
      'vercel_ai',
      { 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'search', 'ai.toolCall.id': 'c1' },
      'search',
      { tool_call_id: 'c1' },
    ],
    ['claude_code', { 'span.type': 'tool', tool_name: 'Bash', tool_use_id: 'c1' }, 'Bash', { tool_call_id: 'c1' }],
    ['mlflow', { 'mlflow.spanType': '"TOOL"' }, 'work', {}],
    ['langsmith', { 'langsmith.span.kind': 'chain', 'langsmith.trace.name': 'plan' }, 'plan', {}],
    ['openllmetry', { 'traceloop.span.kind': 'task', 'traceloop.entity.name': 'plan' }, 'plan', {}],
    ['adk', { 'gcp.vertex.agent.tool_call_args': '{}', 'gen_ai.tool.name': 'search' }, 'search', {}],
    [
      'logfire',
      { 'logfire.msg': 'running tool', 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.id': 'c1' },
      'search',
      { tool_call_id: 'c1' },
    ],
    ['gen_ai', { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' }, 'search', {}],
    ['gen_ai', { 'gen_ai.operation.name': 'agent_step' }, 'work', {}],
  ])('a tool or step of %s is an action of the run, whatever it repeats: %j', (_dialect, attributes, name, data) => {
    const facts = normalise(
      [span({ name: 'work', attributes: { ...TOKENS, ...attributes }, parentSpanId: PARENT })],
      NOON,
    );
    expect([facts.calls, facts.tasks]).toEqual([[], []]);
    expect(facts.events).toMatchObject([
      {
        kind: 'action_completed',
        summary: name,
        actionId: 'b7ad6b7169203331',
        parentActionId: PARENT,
        durationMs: 1000,
      },
    ]);
    expect([facts.events[0]?.data, facts.events[0]?.origin.taskId]).toEqual([{ name, ...data }, TRACE]);
  });

  test.each<[string, Attributes, string]>([
    ['langfuse', { 'langfuse.observation.type': 'agent' }, 'shop'],
    ['openinference', { 'openinference.span.kind': 'AGENT', 'agent.name': 'ada' }, 'ada'],
    ['vercel_ai', { 'ai.operationId': 'ai.generateText', 'ai.telemetry.functionId': 'ada' }, 'ada'],
    ['claude_code', { 'span.type': 'interaction', agent_id: 'ada' }, 'ada'],
    ['mlflow', { 'mlflow.spanType': '"AGENT"' }, 'shop'],
    ['openllmetry', { 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'ada' }, 'ada'],
    ['logfire', { 'logfire.msg': 'agent run', agent_name: 'ada' }, 'ada'],
    ['gen_ai', { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'ada' }, 'ada'],
    ['gen_ai', { 'gen_ai.operation.name': 'invoke_workflow' }, 'shop'],
  ])('the outermost agent of %s tells a run and spends nothing: %j', (_dialect, attributes, agentId) => {
    const facts = normalise([span({ attributes: { ...TOKENS, ...attributes }, end: NOON + 2000 })], NOON);
    expect(facts.calls).toEqual([]);
    expect(facts.tasks).toMatchObject([
      {
        origin: { agentId, taskId: TRACE, taskRunId: TRACE, project: 'default' },
        startedAt: NOON,
        ended: { at: NOON + 2000, outcome: 'completed', error: '' },
      },
    ]);
    expect(facts.events.map(({ kind, at }) => [kind, at])).toEqual([
      ['task_started', NOON],
      ['task_completed', NOON + 2000],
    ]);
  });

  test('an agent inside a run, or inside a request to a web server, is a step of the run and tells its end', () => {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'ada' };
    const { tasks, events } = normalise([span({ attributes, parentSpanId: PARENT, error: 'boom' })], NOON);
    expect(tasks).toMatchObject([{ ended: { at: NOON + 1000, outcome: 'failed', error: 'boom' } }]);
    expect(events).toMatchObject([{ kind: 'action_failed', summary: 'ada: boom', parentActionId: PARENT }]);
  });

  test('work that names a task of ours belongs to it', () => {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'hive.task.id': 'lead-1', 'hive.task.run_id': 'r' };
    const { tasks, events } = normalise([span({ attributes })], NOON);
    expect(tasks).toEqual([]);
    expect(events).toMatchObject([{ kind: 'action_completed', origin: { taskId: 'lead-1', taskRunId: 'r' } }]);
  });

  test.each<[string, Attributes]>([
    ['an operation nobody knows', { 'gen_ai.operation.name': 'create_agent' }],
    ['a kind nobody knows', { 'openinference.span.kind': 'constructor' }],
    ['a kind that is no text', { 'openinference.span.kind': 7 }],
    ["another vendor's span type", { 'span.type': 'web' }],
  ])('%s says nothing, even with a model and tokens', (_name, attributes) => {
    const facts = normalise([span({ attributes: { ...TOKENS, ...attributes } })], NOON);
    expect([facts.calls, facts.tasks, facts.events, facts.agents]).toEqual([[], [], [], []]);
  });
});

test('a tool of strands fails in its own words', () => {
  const attributes = {
    'gen_ai.event.start_time': 'x',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.status': 'error',
  };
  expect(normalise([span({ attributes, parentSpanId: PARENT })], NOON).events).toMatchObject([
    { kind: 'action_failed' },
  ]);
});
