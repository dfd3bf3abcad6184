import { createInterface } from 'node:readline/promises';
import { joinDatabase } from '@hiveboard/clickhouse';
import { runProgram } from '../command-line.js';
import { configFrom } from '../config.js';
import { runReprice } from './commands.js';

const { stdin, stdout, stderr } = process;

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** One line that changes on a terminal; nothing in a file. */
function showProgress(done: number, total: number): void {
  if (!stderr.isTTY) return;
  const isLast = done >= total;
  stderr.write(`\r${done.toLocaleString('en')} of ${total.toLocaleString('en')} calls${isLast ? '\r\x1b[K' : ''}`);
}

await runProgram('reprice', (args) =>
  runReprice(args, {
    open: () => joinDatabase(configFrom(process.env).database),
    now: Date.now,
    show: (text) => stdout.write(text),
    onProgress: showProgress,
    confirm: stdin.isTTY && stderr.isTTY ? confirm : undefined,
  }),
);
