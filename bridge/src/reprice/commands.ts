import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Database } from '@hiveboard/clickhouse';
import { UsageError, asksForHelp, parsing, quantity, type Said } from '../command-line.js';
import { providerName } from '../normalise/provider-name.js';
import { namesOf } from '../prices/model-name.js';
import { matches } from '../prices/override.js';
import { overrideOf, readOverrideRows } from '../prices/overrides-table.js';
import { createPricing } from '../prices/pricing.js';
import { createReader } from '../query/reader.js';
import { findKinds, type CallKind, type Scope } from './calls.js';
import { previewReprice, reprice, type Repricer } from './reprice.js';
import { changedIn, summaryText } from './summary.js';

const HELP = `Gives stored calls the price that \`npm run prices\` and the list of their own day say now, and shows first what would
change. Costs that senders reported never change. It may be interrupted and run again, while bridges run.

  npm run reprice -- --from <moment> [--to <moment>] [options]

Options
  --from, --to <moment>  the calls from then, until before then: such as 2026-11-01 or 2026-11-01T12:00:00Z; to now
  --model <model>        whichever case, without routers and regions before it; * stands for anything; all
  --provider <name>      such as openai or aws.bedrock; all
  --tenant <tenant>      all
  --dry-run              shows what would change, and changes nothing
  --help                 this text

On a terminal it asks before it changes anything; in a script it does not.
`;

/** What repricing runs with. */
export interface Surroundings {
  /** Opens the database; whoever does closes it. */
  readonly open: () => Promise<Pick<Database, 'writer' | 'reader' | 'close'>>;
  readonly now: () => number;
  /** Shows something before all is done. */
  readonly show: (text: string) => void;
  /** Told how far it is. */
  readonly onProgress: (done: number, total: number) => void;
  /** Asks a person; undefined where nobody sits. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

function momentOf(option: string, text: string): number {
  if (moment.safeParse(text).success) return Date.parse(text);
  throw new UsageError(`${option}: expected a date such as 2026-11-21, or a moment such as 2026-11-21T12:00:00Z`);
}

/** What the command line asks for. */
interface Asked {
  readonly from: number;
  readonly to: number;
  readonly tenant: string;
  readonly model: string | undefined;
  readonly provider: string | undefined;
  readonly isDry: boolean;
}

function askedIn(args: readonly string[], now: number): Asked {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      model: { type: 'string' },
      provider: { type: 'string' },
      tenant: { type: 'string' },
      'dry-run': { type: 'boolean' },
    },
  });
  if (values.from === undefined) throw new UsageError('--from is missing: such as 2026-11-01');
  const from = momentOf('--from', values.from);
  const to = values.to === undefined ? now : momentOf('--to', values.to);
  if (from >= to) throw new UsageError('--to: expected a moment after --from');
  for (const option of ['model', 'provider', 'tenant'] as const) {
    if (values[option] === '') throw new UsageError(`--${option}: expected a name; leave it out for all`);
  }
  return {
    from,
    to,
    tenant: values.tenant ?? '',
    model: values.model,
    provider: values.provider === undefined ? undefined : providerName(values.provider),
    isDry: values['dry-run'] === true,
  };
}

const isMeant = ({ model, provider }: CallKind, asked: Asked): boolean =>
  (asked.model === undefined || namesOf(model).some((name) => matches(asked.model ?? '', name))) &&
  (asked.provider === undefined || providerName(provider) === asked.provider);

async function scopeOf({ client }: Repricer, asked: Asked): Promise<Scope> {
  const { from, to, tenant, model, provider } = asked;
  const period = { from, to, tenant };
  if (model === undefined && provider === undefined) return { ...period, kinds: null };
  return { ...period, kinds: (await findKinds(client, period)).filter((kind) => isMeant(kind, asked)) };
}

async function run(repricer: Repricer, asked: Asked, { show, confirm }: Surroundings): Promise<Said> {
  const scope = await scopeOf(repricer, asked);
  const preview = await previewReprice(repricer, scope);
  const changes = changedIn(preview);
  const table = summaryText(preview);
  if (changes === 0) return { output: table, remark: '' };
  if (asked.isDry) return { output: table, remark: 'Nothing has been changed.\n' };
  show(table);
  const question = `Reprice ${quantity(changes, 'call')}?`;
  if (confirm !== undefined && !(await confirm(question))) return { output: '', remark: 'Nothing has been changed.\n' };
  const done = await reprice(repricer, scope);
  return { output: '', remark: `${quantity(changedIn(done), 'call')} repriced.\n` };
}

/**
 * Runs the command.
 *
 * @param args what stands behind the program's name
 * @throws {UsageError} when the command line is wrong
 */
export async function runReprice(args: readonly string[], surroundings: Surroundings): Promise<Said> {
  if (args.length === 0 || asksForHelp(args)) return { output: HELP, remark: '' };
  const asked = await parsing(() => Promise.resolve().then(() => askedIn(args, surroundings.now())));
  const database = await surroundings.open();
  try {
    // Long answers are read while others are written: that is for the writer, which has no limit of time.
    const overrides = (await readOverrideRows(createReader(database.reader))).map(overrideOf);
    const repricer = {
      client: database.writer,
      pricing: createPricing(overrides),
      onProgress: surroundings.onProgress,
    };
    return await run(repricer, asked, surroundings);
  } finally {
    await database.close();
  }
}
