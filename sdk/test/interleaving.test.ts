import fc from 'fast-check';
import { currentAction, currentTask, type Agent, type Task } from '../src/index.js';
import { useHive } from './use-hive.js';

const hive = useHive();

/** What code may do at one place, besides saying so. */
type Step =
  | { readonly kind: 'event' }
  | { readonly kind: 'turn'; readonly how: 'await' | 'timer' | 'immediate' | 'stream' }
  | { readonly kind: 'track'; readonly steps: readonly Step[]; readonly fails: boolean }
  | { readonly kind: 'task'; readonly steps: readonly Step[]; readonly fails: boolean }
  | { readonly kind: 'parallel'; readonly branches: readonly (readonly Step[])[] };

const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'nesting' }),
  step: fc.oneof(
    { depthIdentifier: 'nesting', maxDepth: 4 },
    fc.constant<Step>({ kind: 'event' }),
    fc.record({
      kind: fc.constant('turn' as const),
      how: fc.constantFrom('await', 'timer', 'immediate', 'stream'),
    }),
    fc.record({ kind: fc.constant('track' as const), steps: tie('steps'), fails: fc.boolean() }),
    fc.record({ kind: fc.constant('task' as const), steps: tie('steps'), fails: fc.boolean() }),
    fc.record({ kind: fc.constant('parallel' as const), branches: fc.array(tie('steps'), { maxLength: 3 }) }),
  ),
}));

async function* chunks(): AsyncGenerator<number> {
  for (let chunk = 0; chunk < 3; chunk += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    yield chunk;
  }
}

const TURNS = {
  await: () => Promise.resolve(),
  timer: () => new Promise((resolve) => setTimeout(resolve, 0)),
  immediate: () => new Promise((resolve) => setImmediate(resolve)),
  stream: async () => {
    for await (const chunk of chunks()) expect(typeof chunk).toBe('number');
  },
} as const;

/** Where code believes to be, by its own count. */
interface Place {
  readonly task: Task;
  readonly path: readonly string[];
}

/** Does the steps, checks at each where it is told to be, and writes down what it said from where. */
async function perform(
  agent: Agent,
  todo: readonly Step[],
  story: { place: Place; said: Map<string, string>; next: () => number },
) {
  const { place, said, next } = story;
  const nested = (task: Task, name: string, { steps: inner, fails }: { steps: readonly Step[]; fails: boolean }) => {
    const path = [...place.path, name];
    return perform(agent, inner, { ...story, place: { task, path } }).then(() => {
      if (fails) throw new Error('planned');
    });
  };
  for (const step of todo) {
    expect(currentTask()).toBe(place.task);
    expect(currentAction()?.name).toBe(place.path.at(-1));
    switch (step.kind) {
      case 'event': {
        const name = `e${next()}`;
        said.set(name, [place.task.id, ...place.path].join('/'));
        currentTask()?.event(name);
        break;
      }
      case 'turn':
        await TURNS[step.how]();
        break;
      case 'track': {
        const name = `a${next()}`;
        await agent.track(name, () => nested(place.task, name, step)).catch(() => undefined);
        break;
      }
      case 'task':
        await agent
          .task(`t${next()}`, (task) =>
            perform(agent, step.steps, { ...story, place: { task, path: [] } }).then(() => {
              if (step.fails) throw new Error('planned');
            }),
          )
          .catch(() => undefined);
        break;
      case 'parallel':
        await Promise.all(step.branches.map((branch) => perform(agent, branch, story)));
        break;
    }
  }
  expect(currentTask()).toBe(place.task);
}

test('whatever runs in whatever order, each event is told once, from the task and the steps it happened in', async () => {
  const client = hive.connect({ flushIntervalMs: 10 });
  const agent = client.agent('a', { heartbeatInterval: 0 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (stories) => {
      run += 1;
      let count = 0;
      const before = hive.collector.spans.length;
      const said = new Map<string, string>();
      const next = (): number => (count += 1);
      await Promise.all(
        stories.map((story, index) =>
          agent.task(`s${run}.${index}`, (task) => perform(agent, story, { place: { task, path: [] }, said, next })),
        ),
      );
      await client.flush();

      const spans = hive.collector.spans.slice(before);
      const actions = new Map(
        spans
          .filter(({ attributes }) => attributes['hive.record'] === 'action')
          .map((span) => [span.spanId, span.attributes] as const),
      );
      const pathOf = (actionId: unknown): readonly string[] => {
        const action = typeof actionId === 'string' ? actions.get(actionId) : undefined;
        return action === undefined
          ? []
          : [...pathOf(action['hive.action.parent_id']), String(action['hive.action.name'])];
      };
      const told = new Map<string, string>();
      const ids = new Map<string, unknown>();
      for (const { attributes, events } of spans) {
        for (const { name, attributes: event } of events) {
          if (name !== 'hive.custom') continue;
          const what = String(event['hive.custom.name']);
          told.set(what, [String(attributes['hive.task.id']), ...pathOf(event['hive.action.id'])].join('/'));
          // Copies on progress spans are the same event.
          if (ids.has(what)) expect(event['hive.event.id']).toBe(ids.get(what));
          ids.set(what, event['hive.event.id']);
        }
      }
      expect(told).toEqual(said);
      expect(new Set(ids.values()).size).toBe(said.size);
      expect(currentTask()).toBeUndefined();
    }),
    { numRuns: 60 },
  );
  expect(client.stats()).toMatchObject({ pending: 0, dropped: 0 });
});
