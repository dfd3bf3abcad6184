import { startTestDatabase, type TestDatabase } from '../test/engine.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
});

afterAll(async () => {
  await database.stop();
});

test('every migration is recorded', async () => {
  const answer = await database.reader.query({
    query: 'SELECT name FROM hive.migrations FINAL',
    format: 'JSONEachRow',
  });
  expect(await answer.json()).not.toHaveLength(0);
});
