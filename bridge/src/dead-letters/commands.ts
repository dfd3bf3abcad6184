import { parseArgs } from 'node:util';
import type { Database } from '@hiveboard/clickhouse';
import { quantity, runOneOf, textTable, type Command, type Said } from '../command-line.js';
import { findHeaps, retryLetters, type Heap } from './letters.js';

const HELP = `Rows that ClickHouse refused for what is in them, so that the rest could go through. They are kept for 90 days, or
as HIVE_RETENTION_DEAD_LETTERS_DAYS says.

  npm run dead-letters -- list  [--tenant <tenant>] [--json]
  npm run dead-letters -- retry [--tenant <tenant>]

list shows how many there are, of which table and for which reason. retry inserts them again, once whatever kept them out is
mended: a constraint of your own, a view. Those that are refused again stay. It may be interrupted and run again.
`;

/** What a command runs with. */
export interface Surroundings {
  /** Opens the database; whoever does closes it. */
  readonly open: () => Promise<Pick<Database, 'writer' | 'reader' | 'close'>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const HEADINGS = ['LETTERS', 'TENANT', 'TABLE', 'OLDEST', 'NEWEST', 'REASON'] as const;
/** A reason may quote a whole row. In characters. */
const LONGEST_REASON = 200;

const cells = ({ letters, tenant, table, oldest, newest, example }: Heap): readonly string[] => [
  letters.toLocaleString('en'),
  tenant,
  table,
  oldest,
  newest,
  example.replaceAll(/\s+/g, ' ').slice(0, LONGEST_REASON),
];

const list: Command<Surroundings> = async (args, { open }) => {
  const { values } = parseArgs({ args, options: { tenant: { type: 'string' }, json: { type: 'boolean' } } });
  const database = await open();
  try {
    const heaps = await findHeaps(database.reader, values.tenant ?? '');
    if (values.json === true) return { output: `${JSON.stringify(heaps, null, 2)}\n`, remark: '' };
    const count = heaps.reduce((sum, { letters }) => sum + letters, 0);
    if (count === 0) return { output: '', remark: 'No dead letters.\n' };
    return { output: textTable([HEADINGS, ...heaps.map(cells)]), remark: `${quantity(count, 'dead letter')}\n` };
  } finally {
    await database.close();
  }
};

const retry: Command<Surroundings> = async (args, { open, now }) => {
  const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } });
  const database = await open();
  try {
    const { taken, refused } = await retryLetters({ ...database, tenant: values.tenant ?? '', now });
    return { output: '', remark: `${quantity(taken, 'row')} inserted, ${quantity(refused, 'row')} refused again.\n` };
  } finally {
    await database.close();
  }
};

const COMMANDS: ReadonlyMap<string, Command<Surroundings>> = new Map([
  ['list', list],
  ['retry', retry],
]);

/**
 * Runs a command line.
 *
 * @throws {UsageError} when it is wrong
 */
export const runCommand = (args: readonly string[], surroundings: Surroundings): Promise<Said> =>
  runOneOf({ help: HELP, commands: COMMANDS }, args, surroundings);
