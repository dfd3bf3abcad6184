import { runCommand, UsageError } from './commands.js';

try {
  const { output, remark } = await runCommand(process.argv.slice(2), {
    keysFile: process.env['HIVE_KEYS_FILE'],
    now: () => new Date(),
  });
  process.stderr.write(remark);
  process.stdout.write(output);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write('`npm run keys -- --help` tells more.\n');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
