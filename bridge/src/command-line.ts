import { isRecord } from '@hiveboard/sdk/contract';

/** The command line cannot be right; the message says what it may be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a command says: results on standard output, remarks on standard error. */
export interface Said {
  readonly output: string;
  readonly remark: string;
}

/** One command of a program, given what stands behind its word. */
export type Command<Surroundings> = (args: string[], surroundings: Surroundings) => Promise<Said>;

/** `1 key`, `2 keys`. */
export const quantity = (count: number, what: string): string =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

/** Rows as aligned columns, the headings first. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

/** What parseArgs says is wrong; undefined for other errors. */
const complaintOf = (error: unknown): string | undefined =>
  isRecord(error) && String(error['code']).startsWith('ERR_PARSE_ARGS_') ? String(error['message']) : undefined;

/** Runs what parses arguments, so that a wrong argument is a wrong command line. */
export async function parsing<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const complaint = complaintOf(error);
    throw complaint === undefined ? error : new UsageError(complaint);
  }
}

/** A program of several commands. */
export interface Program<Surroundings> {
  readonly help: string;
  readonly commands: ReadonlyMap<string, Command<Surroundings>>;
}

/** Whether somebody asks how. */
export const asksForHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');

/**
 * Runs the command that the first argument names.
 *
 * @throws {UsageError} when the command line is wrong
 */
export async function runOneOf<Surroundings>(
  { help, commands }: Program<Surroundings>,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Said> {
  const [word, ...rest] = args;
  if (word === undefined || asksForHelp(args)) return { output: help, remark: '' };
  const command = commands.get(word);
  if (command === undefined) {
    throw new UsageError(`${word}: no such command; there are ${[...commands.keys()].join(', ')}`);
  }
  return parsing(() => command(rest, surroundings));
}

/** Runs a program of this process, and says how it went: 2 is a wrong command line, 1 any other failure. */
export async function runProgram(name: string, run: (args: readonly string[]) => Promise<Said>): Promise<void> {
  try {
    const { output, remark } = await run(process.argv.slice(2));
    process.stderr.write(remark);
    process.stdout.write(output);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof UsageError) process.stderr.write(`\`npm run ${name} -- --help\` tells more.\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
