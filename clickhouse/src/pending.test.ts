import { pending, type AppliedMigration, type Pending, type SchemaFile } from './pending.js';

const file = (name: string, checksum = 'a'): SchemaFile => ({ name, sql: 'SELECT 1', checksum });
const one = file('0001_create_events.sql');
const two = file('0002_create_llm_calls.sql');
const three = file('0003_add_tags.sql');

test.each<
  readonly [
    sentence: string,
    have: readonly [files: readonly SchemaFile[], applied: readonly AppliedMigration[]],
    expected: readonly SchemaFile[] | string,
  ]
>([
  ['an empty database needs all of them, in order', [[two, one], []], [one, two]],
  [
    'a database that has them all needs none',
    [
      [one, two],
      [two, one],
    ],
    [],
  ],
  ['a database that has some needs the rest', [[one, two, three], [one]], [two, three]],
  ['no migrations are nothing to do', [[], []], []],
  [
    'an edited one is named',
    [
      [one, file('0002_create_llm_calls.sql', 'b')],
      [one, two],
    ],
    'Migration 0002_create_llm_calls.sql was edited after it had been applied. Restore it, and write the change as a new migration.',
  ],
  [
    'one that is gone is named',
    [[one], [one, two]],
    'Migration 0002_create_llm_calls.sql was applied to this database but is not part of this version: the database is newer, or the file was removed.',
  ],
  [
    'one that comes too late is named',
    [
      [one, two, three],
      [one, three],
    ],
    'Migration 0002_create_llm_calls.sql comes before 0003_add_tags.sql, which is applied already. Give it the next free number.',
  ],
  [
    'two with one number are an error',
    [[one, file('0001_create_agents.sql')], []],
    'Migration 0001_create_events.sql has a number that another migration has too.',
  ],
  [
    'a name without a number is an error',
    [[file('create_events.sql')], []],
    'Migration create_events.sql is not named like 0001_create_events.sql.',
  ],
])('%s', (_, [files, applied], expected) => {
  const answer: Pending = typeof expected === 'string' ? { error: expected } : { files: expected };
  expect(pending(files, applied)).toEqual(answer);
});
