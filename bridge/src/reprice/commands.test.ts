import { UsageError } from '../command-line.js';
import { runReprice } from './commands.js';

const run = (line: string) =>
  runReprice(line === '' ? [] : line.split(' '), {
    open: () => Promise.reject(new Error('opened')),
    now: () => Date.UTC(2026, 10, 21),
    show: () => undefined,
    onProgress: () => undefined,
    confirm: undefined,
  });

test.each([
  ['--dry-run', '--from is missing: such as 2026-11-01'],
  ['--from yesterday', '--from: expected a date such as 2026-11-21, or a moment such as 2026-11-21T12:00:00Z'],
  ['--from 2026-02-30', '--from: expected a date such as 2026-11-21'],
  ['--from 2026-11-01 --to 30d', '--to: expected a date such as 2026-11-21'],
  ['--from 2026-11-02 --to 2026-11-01', '--to: expected a moment after --from'],
  ['--from 2026-11-22', '--to: expected a moment after --from'],
  ['--from 2026-11-01 --model=', '--model: expected a name; leave it out for all'],
  ['--from 2026-11-01 --colour red', "Unknown option '--colour'"],
  ['all --from 2026-11-01', "Unexpected argument 'all'"],
])('%s is refused with what to do, and nothing is opened', async (line, message) => {
  await expect(run(line)).rejects.toThrow(UsageError);
  await expect(run(line)).rejects.toThrow(message);
});

test.each(['', '--help', '--from 2026-11-01 -h'])('"%s" tells how', async (line) => {
  expect((await run(line)).output).toContain('npm run reprice -- --from <moment>');
});
