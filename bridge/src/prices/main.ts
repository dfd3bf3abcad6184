import { readFile } from 'node:fs/promises';
import { joinDatabase } from '@hiveboard/clickhouse';
import { runProgram } from '../command-line.js';
import { configFrom } from '../config.js';
import { runCommand } from './commands.js';

await runProgram('prices', (args) =>
  runCommand(args, {
    // Where the data is, is said by the same variables as for the bridge.
    open: () => joinDatabase(configFrom(process.env).database),
    readText: (path) => readFile(path, 'utf8'),
  }),
);
