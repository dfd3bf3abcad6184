import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Database } from '@hiveboard/clickhouse';
import { UsageError, quantity, runOneOf, textTable, type Command, type Said } from '../command-line.js';
import { jsonPath } from '../json-path.js';
import { createReader } from '../query/reader.js';
import { overlapIn } from './overlap.js';
import { overrideEntry, type OverrideEntry } from './override-entry.js';
import { callsText, overrideJson, periodText, priceText } from './override-text.js';
import { entryOf, readOverrideRows, removeOverride, writeOverrides } from './overrides-table.js';

const HELP = `Sets prices of your own, which go before the list prices. Running bridges follow within seconds. What calls cost
that are stored already changes only by \`npm run reprice\`; costs that senders report never change.

  npm run prices -- list [--json]
  npm run prices -- set <name> --model <model> --input <usd> --output <usd> [options]
  npm run prices -- set <name> --model <model> --discount <percent> [options]
  npm run prices -- remove <name>
  npm run prices -- import <file>

Prices are US dollars for a million tokens
  --input <usd>         of tokens in, cached ones included
  --output <usd>        of tokens out, reasoning included
  --cache-read <usd>    of those in that a cache supplied; as --input
  --cache-write <usd>   of those in that were written to a cache; as --input
  --reasoning <usd>     of those out spent on reasoning; as --output
  --discount <percent>  off these prices, or without them off the list price

Which calls they are for
  --model <model>       whichever case, without routers and regions before it; * stands for anything
  --provider <name>     such as openai, azure.ai.openai or aws.bedrock; all
  --service-tier <tier> such as flex or batch, as the telemetry says it; all
  --context-above <n>   calls of more input tokens than this; all
  --tenant <tenant>     all
  --from, --to <moment> such as 2026-11-21 or 2026-11-21T12:00:00Z, by the time of the call; always

  --note <text>         for people
  --help                this text

A name is set anew as a whole. Where several prices are for a call, the one for its tenant goes first, then the whole
name of a model before a pattern, a longer pattern, the one for its provider, its service tier, the longer context.
<file> is a JSON list as \`list --json\` prints it: all of it is set, or nothing.
`;

/** What should be prices is not, or cannot be set beside those there are. */
export class PricesError extends Error {
  override readonly name = 'PricesError';
}

/** What a command runs with. */
export interface Surroundings {
  /** Opens the database; whoever does closes it. */
  readonly open: () => Promise<Pick<Database, 'writer' | 'reader' | 'close'>>;
  readonly readText: (path: string) => Promise<string>;
}

async function withDatabase<T>(
  { open }: Surroundings,
  run: (database: Pick<Database, 'writer' | 'reader'>) => Promise<T>,
): Promise<T> {
  const database = await open();
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}

const entriesIn = async ({ reader }: Pick<Database, 'reader'>): Promise<readonly OverrideEntry[]> =>
  (await readOverrideRows(createReader(reader))).map(entryOf);

/** Sets overrides beside those there are, unless nobody could say which of two holds. */
async function setAll(surroundings: Surroundings, entries: readonly OverrideEntry[]): Promise<void> {
  await withDatabase(surroundings, async (database) => {
    const names = new Set(entries.map(({ name }) => name));
    const others = (await entriesIn(database)).filter(({ name }) => !names.has(name));
    const [one, other] = overlapIn([...others, ...entries]) ?? [];
    if (one !== undefined && other !== undefined) {
      throw new PricesError(
        `${one.name} (${periodText(one)}) and ${other.name} (${periodText(other)}) would be for the same calls at the same ` +
          'time: let one end where the other begins, or use one name',
      );
    }
    await writeOverrides(database.writer, entries);
  });
}

const list: Command<Surroundings> = async (args, surroundings) => {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const entries = await withDatabase(surroundings, entriesIn);
  if (values.json === true) return { output: `${JSON.stringify(entries.map(overrideJson), null, 2)}\n`, remark: '' };
  const rows = entries.map((entry) => [
    entry.name,
    entry.model,
    callsText(entry),
    priceText(entry),
    periodText(entry),
    entry.note,
  ]);
  return {
    output: rows.length === 0 ? '' : textTable([['NAME', 'MODEL', 'CALLS', 'PRICE', 'HOLDS', 'NOTE'], ...rows]),
    remark:
      rows.length === 0
        ? 'No prices of your own: calls cost what the list says.\n'
        : `${quantity(rows.length, 'price')}, in US dollars for a million tokens\n`,
  };
};

/** What the command line calls a field, where that is another word. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['discount_percent', 'discount'],
  ['effective_from', 'from'],
  ['effective_to', 'to'],
]);

const optionOf = (field: string): string =>
  field === 'name' ? '<name>' : `--${(OPTIONS.get(field) ?? field).replaceAll('_', '-')}`;

/** Digits as a number; anything else as it is, for the schema to complain about. */
const numeral = (text: string | undefined): string | number | undefined =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;

const set: Command<Surroundings> = async (args, surroundings) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      provider: { type: 'string' },
      tenant: { type: 'string' },
      'service-tier': { type: 'string' },
      'context-above': { type: 'string' },
      input: { type: 'string' },
      output: { type: 'string' },
      'cache-read': { type: 'string' },
      'cache-write': { type: 'string' },
      reasoning: { type: 'string' },
      discount: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      note: { type: 'string' },
    },
  });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError('set: expected one name for the price');
  const parsed = overrideEntry.safeParse({
    name,
    model: values.model ?? '',
    provider: values.provider,
    tenant: values.tenant,
    service_tier: values['service-tier'],
    context_above: numeral(values['context-above']),
    input: values.input,
    output: values.output,
    cache_read: values['cache-read'],
    cache_write: values['cache-write'],
    reasoning: values.reasoning,
    discount_percent: numeral(values.discount),
    effective_from: values.from,
    effective_to: values.to,
    note: values.note,
  });
  if (!parsed.success) {
    const complaints = parsed.error.issues.map(({ path, message }) => `${optionOf(String(path[0]))}: ${message}`);
    throw new UsageError(complaints.join('\n'));
  }
  await setAll(surroundings, [parsed.data]);
  const { data } = parsed;
  return {
    output: '',
    remark: `Price ${name} is set: ${priceText(data)}, for calls of ${data.model} (${callsText(data)}), ${periodText(data)}.\n`,
  };
};

const remove: Command<Surroundings> = async (args, surroundings) => {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError('remove: expected the name of one price');
  await withDatabase(surroundings, async (database) => {
    const known = (await entriesIn(database)).map((entry) => entry.name);
    if (!known.includes(name)) {
      throw new PricesError(`there is no price ${name}${known.length === 0 ? '' : `; there are ${known.join(', ')}`}`);
    }
    await removeOverride(database.writer, name);
  });
  return { output: '', remark: `Price ${name} is removed. Calls that it priced keep what they cost.\n` };
};

const fileSchema = z.array(overrideEntry, { error: 'expected a JSON list of prices, as `list --json` prints it' });

async function readFile(path: string, { readText }: Surroundings): Promise<readonly OverrideEntry[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readText(path));
  } catch (error) {
    throw new PricesError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    throw new PricesError(
      parsed.error.issues.map((issue) => `${path}: $${jsonPath(issue.path)}: ${issue.message}`).join('\n'),
    );
  }
  const names = parsed.data.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new PricesError(`${path}: ${twice} is there twice: a name is for one price`);
  return parsed.data;
}

const importFile: Command<Surroundings> = async (args, surroundings) => {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError('import: expected one file');
  const entries = await readFile(path, surroundings);
  await setAll(surroundings, entries);
  return { output: '', remark: `${quantity(entries.length, 'price')} of ${path} set.\n` };
};

const COMMANDS: ReadonlyMap<string, Command<Surroundings>> = new Map([
  ['list', list],
  ['set', set],
  ['remove', remove],
  ['import', importFile],
]);

/**
 * Runs one command.
 *
 * @param args what stands behind the program's name
 * @throws {UsageError} when the command line is wrong
 * @throws {PricesError} when the prices are
 */
export const runCommand = (args: readonly string[], surroundings: Surroundings): Promise<Said> =>
  runOneOf({ help: HELP, commands: COMMANDS }, args, surroundings);
