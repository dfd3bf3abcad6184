import { AsyncLocalStorage } from 'node:async_hooks';
import { runToEnd, type Thrown, type Within } from './run.js';

class Query implements PromiseLike<number> {
  started = 0;
  then<A = number, B = never>(
    onValue?: ((value: number) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.started += 1;
    return Promise.resolve(this.started).then(onValue, onError);
  }
}

test('work that returns ends at once, before its result is seen', () => {
  const ends: Thrown[] = [];
  expect(
    runToEnd(
      () => 7,
      (thrown) => ends.push(thrown),
    ),
  ).toBe(7);
  expect(ends).toEqual([undefined]);
});

test('work that promises ends when its promise does, once', async () => {
  const ends: Thrown[] = [];
  const error = new Error('mine');
  const good = runToEnd(
    () => Promise.resolve(7),
    (thrown) => ends.push(thrown),
  );
  const bad = runToEnd(
    () => Promise.reject(error),
    (thrown) => ends.push(thrown),
  );
  expect(ends).toEqual([]);
  await expect(good).resolves.toBe(7);
  await expect(bad).rejects.toBe(error);
  expect(ends).toEqual([undefined, { error }]);
});

test('a lazy thenable is asked only once', async () => {
  const query = new Query();
  await expect(
    runToEnd(
      () => query,
      () => undefined,
    ),
  ).resolves.toBe(1);
  expect(query.started).toBe(1);
});

describe('a generator', () => {
  const scope = new AsyncLocalStorage<string>();
  const within: Within = (work) => scope.run('inside', work);
  async function* stream(): AsyncGenerator<string | undefined, string, string> {
    yield scope.getStore();
    await Promise.resolve();
    const sent = yield scope.getStore();
    return `${sent} ${scope.getStore() ?? ''}`;
  }
  function* list(): Generator<number> {
    yield 1;
    yield 2;
  }
  let ends: Thrown[];
  const end = (thrown: Thrown): void => {
    ends.push(thrown);
  };
  beforeEach(() => {
    ends = [];
  });

  test('lasts until its last value, and each of its steps is within, whoever asks', async () => {
    const watched = runToEnd(stream, end, within);
    expect(await watched.next('')).toEqual({ done: false, value: 'inside' });
    expect(await watched.next('')).toEqual({ done: false, value: 'inside' });
    expect(ends).toEqual([]);
    expect(await watched.next('sent')).toEqual({ done: true, value: 'sent inside' });
    expect(ends).toEqual([undefined]);
  });

  test('ends when it is left early', async () => {
    const watched = runToEnd(stream, end, within);
    await watched.next('');
    expect(await watched.return('enough')).toEqual({ done: true, value: 'enough' });
    expect(ends).toEqual([undefined]);
  });

  test('ends with what it throws, which comes out untouched', async () => {
    const error = new Error('mine');
    const watched = runToEnd(stream, end, within);
    await watched.next('');
    await expect(watched.throw(error)).rejects.toBe(error);
    expect(ends).toEqual([{ error }]);
  });

  test('that is no stream can be spread as before', () => {
    expect([...runToEnd(list, end, within)]).toEqual([1, 2]);
    expect(ends).toEqual([undefined]);
    const failing = runToEnd(list, end, within);
    const error = new Error('mine');
    expect(() => failing.throw(error)).toThrow(error);
    expect(ends).toEqual([undefined, { error }]);
  });
});
