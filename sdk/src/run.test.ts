import { runToEnd, type Thrown } from './run.js';

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
