import { parseArgs } from 'node:util';
import { UsageError, quantity, runOneOf, textTable, type Command, type Said } from '../command-line.js';
import { createSecret, digestOf, hintOf, KeysError, parseKeys, SCOPES, type ApiKey, type KeyScope } from './api-key.js';
import { changeKeys, readText } from './keys-file.js';

const HELP = `Makes and revokes the API keys of a bridge. A running bridge follows within a second.

  npm run keys -- create --name <name> --scope <scope> [--tenant <tenant>] [--limit <scope>=<n>]
  npm run keys -- list [--json]
  npm run keys -- revoke <name>

Options
  --name <name>         what the key is called here: letters, digits, dots, dashes and underscores
  --scope <scope>       ingest, read or admin, which may do all; repeat it for more
  --tenant <tenant>     whose data it writes and reads; default
  --limit <scope>=<n>   requests a second, such as ingest=500; 100 for ingest, 30 for read and admin
  --json                the keys as they stand in the file
  --file <path>         the file of keys; HIVE_KEYS_FILE
  --help                this text

The key itself is shown once, alone on standard output: the file holds its SHA-256 only.
`;

/** What a command runs with. */
export interface Surroundings {
  /** HIVE_KEYS_FILE. */
  readonly keysFile: string | undefined;
  readonly now: () => Date;
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/;

function checked(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${option} is missing`);
  if (!NAME.test(value)) {
    throw new UsageError(`${option}: expected 1 to 64 letters, digits, dots, dashes or underscores`);
  }
  return value;
}

function scopeOf(option: string, word: string): KeyScope {
  const scope = SCOPES.find((known) => known === word);
  if (scope === undefined) throw new UsageError(`${option}: expected ${SCOPES.join(', ')}, not ${word}`);
  return scope;
}

function limitOf(text: string): readonly [KeyScope, number] {
  const [, word = '', digits = ''] = /^(\w+)=([1-9]\d{0,5})$/.exec(text) ?? [];
  if (word === '') throw new UsageError(`--limit: expected such as ingest=500, at most 999999, not ${text}`);
  return [scopeOf('--limit', word), Number(digits)];
}

function fileOf(option: string | undefined, { keysFile }: Surroundings): string {
  const file = option ?? keysFile;
  if (file === undefined) {
    throw new UsageError('which file? Set HIVE_KEYS_FILE, for the bridge as well as here, or give --file <path>');
  }
  return file;
}

const create: Command<Surroundings> = async (args, surroundings) => {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string' },
      scope: { type: 'string', multiple: true },
      tenant: { type: 'string' },
      limit: { type: 'string', multiple: true },
      file: { type: 'string' },
    },
  });
  const name = checked('--name', values.name);
  const scopes = [...new Set((values.scope ?? []).map((word) => scopeOf('--scope', word)))];
  if (scopes.length === 0) throw new UsageError(`--scope is missing: ${SCOPES.join(', ')}`);
  const tenant = checked('--tenant', values.tenant ?? 'default');
  const limits = (values.limit ?? []).map(limitOf);
  const file = fileOf(values.file, surroundings);
  const secret = createSecret(scopes);
  const key: ApiKey = {
    name,
    sha256: digestOf(secret).toString('hex'),
    scopes,
    tenant,
    created: surroundings.now().toISOString(),
    hint: hintOf(secret),
    ...(limits.length === 0 ? {} : { limits: Object.fromEntries(limits) }),
  };
  await changeKeys(file, (keys) => {
    if (keys.some((other) => other.name === name)) {
      throw new KeysError(`there is a key ${name} already: revoke it first, or choose another name`);
    }
    return [...keys, key];
  });
  const remark = `Key ${name} of tenant ${tenant}: ${scopes.join(', ')}. It is shown this once.\n`;
  return { output: `${secret}\n`, remark };
};

const HEADINGS = ['NAME', 'TENANT', 'SCOPES', 'KEY', 'CREATED', 'LIMITS'] as const;

const cells = ({ name, tenant, scopes, hint, created, limits }: ApiKey): readonly string[] => [
  name,
  tenant,
  scopes.join(','),
  hint ?? '-',
  created ?? '-',
  Object.entries(limits ?? {})
    .map(([scope, perSecond]) => `${scope}=${perSecond}`)
    .join(',') || '-',
];

const list: Command<Surroundings> = async (args, surroundings) => {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, file: { type: 'string' } } });
  const file = fileOf(values.file, surroundings);
  const keys = parseKeys(await readText(file), file);
  if (values.json === true) return { output: `${JSON.stringify(keys, null, 2)}\n`, remark: '' };
  const output = keys.length === 0 ? '' : textTable([HEADINGS, ...keys.map(cells)]);
  return { output, remark: `${quantity(keys.length, 'key')} in ${file}\n` };
};

const revoke: Command<Surroundings> = async (args, surroundings) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { file: { type: 'string' } } });
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError('revoke: expected the name of one key');
  const file = fileOf(values.file, surroundings);
  await changeKeys(file, (keys) => {
    const rest = keys.filter((key) => key.name !== name);
    if (rest.length < keys.length) return rest;
    const known = keys.map((key) => key.name).join(', ');
    throw new KeysError(`there is no key ${name} in ${file}${known === '' ? '' : `; there are ${known}`}`);
  });
  return { output: '', remark: `Key ${name} is revoked.\n` };
};

const COMMANDS: ReadonlyMap<string, Command<Surroundings>> = new Map([
  ['create', create],
  ['list', list],
  ['revoke', revoke],
]);

/**
 * Runs one command.
 *
 * @param args what stands behind the program's name
 * @throws {UsageError} when the command line is wrong
 * @throws {KeysError} when the keys are, or the file of keys
 */
export const runCommand = (args: readonly string[], surroundings: Surroundings): Promise<Said> =>
  runOneOf({ help: HELP, commands: COMMANDS }, args, surroundings);
