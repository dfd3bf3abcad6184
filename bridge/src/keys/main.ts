import { runProgram } from '../command-line.js';
import { runCommand } from './commands.js';

await runProgram('keys', (args) =>
  runCommand(args, { keysFile: process.env['HIVE_KEYS_FILE'], now: () => new Date() }),
);
