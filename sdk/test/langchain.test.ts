import { Document } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import { FakeListChatModel, FakeLLM } from '@langchain/core/utils/testing';
import { HumanMessage, ToolMessage, type AIMessage } from '@langchain/core/messages';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { RunnableLambda, RunnableSequence, type Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';
import { hiveCallbacks, type HiveCallbackOptions } from '../src/adapters/langchain.js';
import { completion, refusal, stalled, streamed } from './chat-replies.js';
import { useProvider } from './provider.js';
import { useHive, withoutId } from './use-hive.js';

const hive = useHive();
const provider = useProvider();
beforeEach(() => {
  provider.replies = [completion('Hello.')];
});
const quiet = { heartbeatInterval: 0 };

const model = (): ChatOpenAI =>
  new ChatOpenAI({
    model: 'gpt-4.1-mini',
    apiKey: 'k',
    maxRetries: 0,
    useResponsesApi: false,
    configuration: { baseURL: `${provider.url}/v1` },
  });

const COUNTS = {
  'gen_ai.usage.input_tokens': 20,
  'gen_ai.usage.output_tokens': 7,
  'gen_ai.usage.cache_read.input_tokens': 12,
  'gen_ai.usage.reasoning.output_tokens': 3,
};

/** An agent, its handler, and what was received. */
function connect(options: Partial<HiveCallbackOptions> = {}) {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  return {
    client,
    agent,
    callbacks: [hiveCallbacks({ agent, ...options })],
    calls: async () => {
      await client.flush();
      // News of a running task repeats its events.
      const events = new Map(hive.events('llm_call').map((event) => [event.attributes['hive.event.id'], event]));
      return [...events.values()].map(withoutId);
    },
    /** Steps as `outer > inner`, in order of their start. */
    steps: async () => {
      await client.flush();
      const spans = [...hive.spans('action')].sort((one, other) => one.startedAt - other.startedAt);
      const path = (id: unknown): string => {
        const span = spans.find(({ spanId }) => spanId === id);
        if (span === undefined) return '';
        const outer = path(span.attributes['hive.action.parent_id']);
        return outer === '' ? span.name : `${outer} > ${span.name}`;
      };
      return spans.map(({ spanId }) => path(spanId)).sort();
    },
  };
}

const prompt = ChatPromptTemplate.fromMessages<{ lead: string }>([['human', 'Score {lead}']]);
const scoring = (): Runnable<{ lead: string }, string> =>
  prompt
    .pipe(model())
    .pipe(RunnableLambda.from((message: AIMessage) => message.text).withConfig({ runName: 'read_score' }))
    .withConfig({ runName: 'score_lead' });

describe('inside a task', () => {
  it('makes steps of chains, nested as they run, and a model call of the answer, with all its counts', async () => {
    const { agent, callbacks, calls, steps } = connect();
    await agent.task('t', {}, async () => {
      expect(await scoring().invoke({ lead: 'Acme' }, { callbacks, tags: ['nightly'] })).toBe('Hello.');
    });
    expect(await calls()).toEqual([
      {
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14',
        ...COUNTS,
        'hive.action.id': hive.spans('action').find(({ name }) => name === 'score_lead')?.spanId,
        'hive.event.kind': 'llm_call',
        'hive.event.severity': 'info',
        'hive.event.summary': 'score_lead: gpt-4.1-mini-2025-04-14 (20→7)',
        'hive.event.tags': ['llm', 'nightly'],
        'hive.llm_call.duration_ms': expect.any(Number) as unknown,
        'hive.llm_call.name': 'score_lead',
      },
    ]);
    expect(await steps()).toEqual(['score_lead', 'score_lead > ChatPromptTemplate', 'score_lead > read_score']);
    expect(hive.spans('action').every(({ attributes }) => attributes['hive.task.id'] === 't')).toBe(true);
    expect(hive.spans('action').every(({ status }) => status.code === 0)).toBe(true);
  });

  it('counts a streamed answer once, when it has been read', async () => {
    provider.replies = [streamed(['Nine', ' out of', ' ten'])];
    const { agent, callbacks, calls, steps } = connect();
    await agent.task('t', {}, async () => {
      const pieces: string[] = [];
      for await (const piece of await prompt
        .pipe(model())
        .withConfig({ runName: 'stream_score' })
        .stream({ lead: 'Acme' }, { callbacks })) {
        pieces.push(piece.text);
      }
      expect(pieces.join('')).toBe('Nine out of ten');
    });
    expect(await calls()).toMatchObject([
      { 'hive.llm_call.name': 'stream_score', 'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14', ...COUNTS },
    ]);
    expect(await steps()).toEqual(['stream_score', 'stream_score > ChatPromptTemplate']);
  });

  it('keeps parallel runs apart: each call belongs to the step that made it', async () => {
    const { agent, callbacks, calls } = connect();
    const leads = Array.from({ length: 20 }, (_, index) => ({ lead: `lead ${index}` }));
    await agent.task('t', {}, () => scoring().batch(leads, { callbacks }));
    const steps = (await calls()).map((call) => call['hive.action.id']);
    const scored = hive.spans('action').filter(({ name }) => name === 'score_lead');
    expect(new Set(steps)).toEqual(new Set(scored.map(({ spanId }) => spanId)));
    expect(steps).toHaveLength(20);
    expect(hive.spans('action')).toHaveLength(60);
  });

  it('shows an agent that calls tools: each turn of the model is a call, each tool a step', async () => {
    const search = tool(({ company }: { company: string }) => `${company}: 40 employees`, {
      name: 'search_crm',
      description: 'Looks a company up',
      schema: z.object({ company: z.string() }),
    });
    provider.replies = ({ messages }) =>
      Array.isArray(messages) && messages.length === 1
        ? completion(null, [{ id: 'call_1', name: 'search_crm', args: { company: 'Acme' } }])
        : completion('A good lead.');
    const qualify = RunnableLambda.from(async (question: string, config: RunnableConfig) => {
      const llm = model().bindTools([search]);
      const asked = await llm.invoke([new HumanMessage(question)], config);
      const [call] = asked.tool_calls ?? [];
      if (call === undefined) throw new Error('no call of the tool');
      const found: unknown = await search.invoke({ ...call, type: 'tool_call' }, config);
      if (!(found instanceof ToolMessage)) throw new Error('no answer of the tool');
      return (await llm.invoke([new HumanMessage(question), asked, found], config)).text;
    }).withConfig({ runName: 'qualify' });
    const { agent, callbacks, calls, steps } = connect();
    const answer = await agent.task('t', {}, () => qualify.invoke('Is Acme good?', { callbacks }));
    expect(answer).toBe('A good lead.');
    expect((await calls()).map((call) => call['hive.llm_call.name'])).toEqual(['qualify', 'qualify']);
    expect(await steps()).toEqual(['qualify', 'qualify > search_crm']);
    expect(hive.spans('action').map(({ attributes }) => attributes['hive.action.payload'])).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('tells of a call that failed, of the steps around it, and rethrows what the model threw', async () => {
    provider.replies = [refusal(400, 'No such model')];
    const { agent, callbacks, calls, steps } = connect();
    await expect(agent.task('t', {}, () => scoring().invoke({ lead: 'Acme' }, { callbacks }))).rejects.toThrow(
      '400 No such model',
    );
    expect(await calls()).toMatchObject([
      {
        'gen_ai.request.model': 'gpt-4.1-mini',
        'gen_ai.provider.name': 'openai',
        'hive.event.severity': 'error',
        'hive.llm_call.metadata': '{"error_type":"BadRequestError","error_message":"400 No such model","status":400}',
        'hive.llm_call.name': 'score_lead',
      },
    ]);
    expect(await steps()).toEqual(['score_lead', 'score_lead > ChatPromptTemplate']);
    expect(hive.spans('action').find(({ name }) => name === 'score_lead')?.status).toEqual({
      code: 2,
      message: '400 No such model',
    });
    expect(hive.spans('task')[0]?.attributes['hive.task.outcome']).toBe('failed');
  });

  it('tells of a stream that its caller aborts', async () => {
    provider.replies = [stalled(['Nine'])];
    const { agent, callbacks, calls } = connect();
    const aborter = new AbortController();
    const read = agent.task('t', {}, async () => {
      for await (const piece of await model().stream('Score Acme', { callbacks, signal: aborter.signal })) {
        if (piece.text === 'Nine') aborter.abort();
      }
    });
    await expect(read).rejects.toThrow(/abort/i);
    await provider.hungUp;
    expect(await calls()).toMatchObject([
      { 'hive.llm_call.metadata': '{"aborted":true}', 'hive.llm_call.name': 'chat' },
    ]);
  });

  it('makes a step of a retriever, and a failed one of a tool that throws', async () => {
    class Library extends BaseRetriever {
      lc_namespace = ['test'];
      override _getRelevantDocuments(query: string): Promise<Document[]> {
        return Promise.resolve([new Document({ pageContent: query })]);
      }
    }
    const broken = tool(() => Promise.reject(new TypeError('no route')), {
      name: 'send_mail',
      description: 'Sends a mail',
      schema: z.object({}),
    });
    const { agent, callbacks, steps } = connect();
    await agent.task('t', {}, async () => {
      await new Library().invoke('prices', { callbacks });
      await expect(broken.invoke({}, { callbacks })).rejects.toThrow('no route');
    });
    expect(await steps()).toEqual(['Library', 'send_mail']);
    expect(hive.spans('action').map(({ name, status }) => [name, status.message])).toEqual([
      ['Library', ''],
      ['send_mail', 'no route'],
    ]);
  });

  it('does not show what LangChain marks as its own machinery, yet what happens inside', async () => {
    const { agent, callbacks, calls, steps } = connect();
    const inner = prompt.pipe(model()).withConfig({ runName: 'inner', tags: ['langsmith:hidden'] });
    const outer = RunnableSequence.from([inner, (message: AIMessage) => message.text]).withConfig({ runName: 'outer' });
    await agent.task('t', {}, () => outer.invoke({ lead: 'Acme' }, { callbacks }));
    expect(await steps()).toEqual(['outer', 'outer > RunnableLambda']);
    expect((await calls())[0]).toMatchObject({
      'hive.llm_call.name': 'outer',
      'hive.action.id': hive.spans('action').find(({ name }) => name === 'outer')?.spanId,
      'hive.event.tags': ['llm'],
    });
  });

  it('names a call after its own run, else after the nearest that somebody named, else chat', async () => {
    const { agent, callbacks, calls } = connect();
    await agent.task('t', {}, async () => {
      await model().invoke('Hi', { callbacks });
      await agent.track('greet', () => model().invoke('Hi', { callbacks }));
      await agent.track('greet', () => model().invoke('Hi', { callbacks, runName: 'say_hello' }));
      await agent.track('greet', () => prompt.pipe(model()).invoke({ lead: 'Acme' }, { callbacks }));
      await RunnableSequence.from([prompt.pipe(model()), (message: AIMessage) => message.text])
        .withConfig({ runName: 'write' })
        .invoke({ lead: 'Acme' }, { callbacks });
    });
    expect((await calls()).map((call) => call['hive.llm_call.name'])).toEqual([
      'chat',
      'greet',
      'say_hello',
      'greet',
      'write',
    ]);
  });

  it('counts a run once, to however many handlers it is told', async () => {
    const { agent, callbacks, calls, steps } = connect();
    const [handler] = callbacks;
    if (handler === undefined) throw new Error('no handler');
    const llm = new ChatOpenAI({
      model: 'gpt-4.1-mini',
      apiKey: 'k',
      useResponsesApi: false,
      configuration: { baseURL: `${provider.url}/v1` },
      callbacks: [handler, hiveCallbacks({ agent })],
    });
    await agent.task('t', {}, () => prompt.pipe(llm).invoke({ lead: 'Acme' }, { callbacks }));
    expect(await calls()).toHaveLength(1);
    expect(await steps()).toEqual(['RunnableSequence', 'RunnableSequence > ChatPromptTemplate']);
  });

  it("gives the work of another agent's task to that agent, though it runs inside a tool of the first", async () => {
    const { client, agent, callbacks, calls } = connect();
    const writer = client.agent('writer', quiet);
    const delegate = tool(
      (_input: object, config: RunnableConfig) =>
        writer.task('letter', {}, async () => {
          await prompt.pipe(model()).withConfig({ runName: 'write' }).invoke({ lead: 'Acme' }, config);
          return 'done';
        }),
      { name: 'delegate', description: 'Asks the writer', schema: z.object({}) },
    );
    await agent.task('t', {}, () => delegate.invoke({}, { callbacks }));
    await calls();
    const steps = hive.spans('action').map(({ name, attributes }) => [name, attributes['hive.agent.id']]);
    expect(steps.sort()).toEqual([
      ['ChatPromptTemplate', 'writer'],
      ['delegate', 'a'],
      ['write', 'writer'],
    ]);
    const letter = hive.spans('task').find(({ attributes }) => attributes['hive.task.id'] === 'letter');
    expect(letter?.events.map(({ name }) => name)).toEqual(['hive.llm_call']);
  });

  it('says nothing of prompts, answers and arguments unless it is asked to', async () => {
    const echo = tool(({ text }: { text: string }) => `you said ${text}`, {
      name: 'echo',
      description: 'Echoes',
      schema: z.object({ text: z.string() }),
    });
    const { agent, callbacks, calls } = connect({ previews: true });
    await agent.task('t', {}, async () => {
      await echo.invoke({ text: 'hush' }, { callbacks });
      await model().invoke([new HumanMessage('Hi')], { callbacks });
    });
    expect(await calls()).toMatchObject([
      { 'hive.llm_call.prompt_preview': 'Human: Hi', 'hive.llm_call.response_preview': 'Hello.' },
    ]);
    expect(hive.spans('action')[0]?.attributes['hive.action.payload']).toBe(
      '{"input":"{\\"text\\":\\"hush\\"}","output":"you said hush"}',
    );
  });

  it.each([
    ['a chat model', () => new FakeListChatModel({ responses: ['Hello.'] })],
    ['a completion model', () => new FakeLLM({ response: 'Hello.' })],
  ])('tells of %s without counts: it was called all the same', async (_what, fake) => {
    const { agent, callbacks, calls } = connect({ previews: true });
    await agent.task('t', {}, () => fake().invoke('Hi', { callbacks }));
    const [call] = await calls();
    expect(call).toMatchObject({ 'hive.llm_call.name': 'chat', 'hive.llm_call.response_preview': 'Hello.' });
    expect(Object.keys(call ?? {}).filter((key) => key.startsWith('gen_ai.usage'))).toEqual([]);
  });
});

describe('outside any task', () => {
  it('reports to the agent', async () => {
    const { callbacks, calls, steps } = connect();
    await scoring().invoke({ lead: 'Acme' }, { callbacks });
    expect(await calls()).toMatchObject([{ 'hive.llm_call.name': 'score_lead', ...COUNTS }]);
    expect(await steps()).toEqual(['score_lead', 'score_lead > ChatPromptTemplate', 'score_lead > read_score']);
    expect(hive.spans('task')).toEqual([]);
  });

  it('leaves runs alone when there is no agent at all', async () => {
    const { calls } = connect();
    expect(await scoring().invoke({ lead: 'Acme' }, { callbacks: [hiveCallbacks()] })).toBe('Hello.');
    expect([...(await calls()), ...hive.spans('action')]).toEqual([]);
  });

  it('makes a task of the outermost run if asked to, of the type of its name and the project of its metadata', async () => {
    const { callbacks, calls, steps } = connect({ task: true });
    await scoring().invoke({ lead: 'Acme' }, { callbacks, metadata: { hive_project: 'sales' } });
    await calls();
    const [task] = hive.spans('task');
    expect(task?.attributes).toMatchObject({
      'hive.task.id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      'hive.task.outcome': 'completed',
      'hive.task.type': 'score_lead',
      'hive.project': 'sales',
    });
    expect(task?.events.map(({ name }) => name)).toEqual(['hive.llm_call']);
    expect(await steps()).toEqual(['ChatPromptTemplate', 'read_score']);
  });

  it('names that task as it is told, fails it with the run, and leaves runs alone for which it is told nothing', async () => {
    const { callbacks, calls } = connect({
      task: ({ name, metadata }) =>
        name === 'score_lead' ? { id: `lead-${String(metadata['lead'])}`, project: 'crm', type: 'scoring' } : undefined,
    });
    provider.replies = [refusal(401, 'Wrong key')];
    await expect(
      scoring().invoke({ lead: 'Acme' }, { callbacks, metadata: { lead: 7, hive_project: 'sales' } }),
    ).rejects.toThrow('Wrong key');
    provider.replies = [completion('Hello.')];
    await model().invoke('Hi', { callbacks });
    expect(await calls()).toHaveLength(2);
    expect(hive.spans('task').map(({ attributes }) => attributes)).toMatchObject([
      {
        'hive.task.id': 'lead-7',
        'hive.task.outcome': 'failed',
        'hive.task.type': 'scoring',
        'hive.project': 'crm',
      },
    ]);
  });

  it('makes a task of a model that is asked by itself', async () => {
    const { callbacks, calls } = connect({ task: () => ({ id: 'hi' }) });
    await model().invoke('Hi', { callbacks });
    expect(await calls()).toHaveLength(1);
    const [task] = hive.spans('task');
    expect(task?.attributes).toMatchObject({ 'hive.task.id': 'hi', 'hive.task.outcome': 'completed' });
    expect(task?.events.map(({ name }) => name)).toEqual(['hive.llm_call']);
  });

  it.each<readonly [string, unknown]>([
    ['no options', null],
    ['a task that throws', { task: () => JSON.parse('{') as unknown }],
    ['a task that is no task', { task: () => 7 }],
  ])('lives with %s, and the chain with it', async (_what, wrong) => {
    const { agent, calls } = connect();
    const handler = hiveCallbacks(wrong as HiveCallbackOptions);
    const answer = await agent.track('work', () => scoring().invoke({ lead: 'Acme' }, { callbacks: [handler] }));
    expect(answer).toBe('Hello.');
    expect(await calls()).toHaveLength(1);
  });
});

it('forgets runs whose end LangChain never tells: the oldest fails when there are too many', async () => {
  const { agent, calls } = connect();
  const lost = hiveCallbacks({ agent, task: () => ({ id: 'lost' }) });
  const others = hiveCallbacks();
  const chain = { lc: 1, type: 'not_implemented', id: [] } as const;
  const ids = Array.from({ length: 10_000 }, (_, index) => `run-${index}`);
  lost.handleChainStart?.({ ...chain, id: [...chain.id] }, {}, 'lost-run');
  for (const id of ids) others.handleChainStart?.({ ...chain, id: [...chain.id] }, {}, id);
  for (const id of ids) others.handleChainEnd?.({}, id);
  await calls();
  expect(hive.spans('task').map(({ status }) => status)).toEqual([
    { code: 2, message: 'LangChain never told how this run ended' },
  ]);
});
