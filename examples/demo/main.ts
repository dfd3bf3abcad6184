import { ConfigError } from '@hiveboard/bridge';
import { banner } from './banner.js';
import { startDemo, Undo } from './demo.js';
import { watchLauncher } from './launcher.js';
import { demoSettings } from './settings.js';
import { createTerminal } from './terminal.js';

const terminal = createTerminal(process.stdout);
const undo = new Undo();
const FORCED = 130;
/** One Ctrl-C comes twice: from the terminal, and from npm, which passes it on. */
const SAME_PRESS_MS = 1_000;

let stoppingSince: number | undefined;

/** Ends everything, once; asked again later, at once and without care. */
function stop(reason: string, exitCode = 0): void {
  if (stoppingSince !== undefined) {
    if (Date.now() - stoppingSince > SAME_PRESS_MS) process.exit(FORCED);
    return;
  }
  stoppingSince = Date.now();
  terminal.print('');
  terminal.step(`${reason}: stopping (Ctrl-C again to force) …`);
  undo.run().then(
    () => {
      terminal.step('Stopped. The data is kept.');
      process.exit(exitCode);
    },
    (error: unknown) => {
      terminal.step(`It did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
      process.exit(1);
    },
  );
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop(signal === 'SIGINT' ? 'Ctrl-C' : signal);
    });
  }
  // A terminal that is gone fails each write: nobody watches any more.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      if (stoppingSince === undefined) stop('The terminal is gone');
    });
  }
  watchLauncher(() => {
    if (stoppingSince === undefined) stop('npm has ended');
  });
  const settings = demoSettings(process.env);
  const demo = await startDemo(settings, terminal, undo);
  // Stopped while it was starting.
  if (stoppingSince !== undefined) return;
  terminal.print(banner(demo, settings.keys.visitor));
  void demo.failed.then((reason) => {
    if (stoppingSince === undefined) stop(reason, 1);
  });
}

main().catch(async (error: unknown) => {
  // A start that is cut short fails: that is no news.
  if (stoppingSince !== undefined) return;
  stoppingSince = Date.now();
  await undo.run().catch(() => undefined);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\nThe demo cannot start.\n${message}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
});
