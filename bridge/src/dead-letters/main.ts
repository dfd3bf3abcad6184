import { joinDatabase } from '@hiveboard/clickhouse';
import { runProgram } from '../command-line.js';
import { configFrom } from '../config.js';
import { runCommand } from './commands.js';

await runProgram('dead-letters', (args) =>
  runCommand(args, { open: () => joinDatabase(configFrom(process.env).database), now: Date.now }),
);
