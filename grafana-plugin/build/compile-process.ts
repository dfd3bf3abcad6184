// The compiler as a process of its own: `compile-process.ts <folder to fill>`, started by `compile-in-child.ts`.
import { COMPILING } from './compile-in-child.js';

// The channel to the parent closes when the parent ends, however it ends: nobody is left to compile for.
process.once('disconnect', () => process.exit(1));
// It may have closed before anyone listened.
if (!process.connected) process.exit(1);

try {
  // Loading the compiler takes seconds, so it waits until the channel is watched.
  const { runWebpack } = await import('./run-webpack.js');
  process.send?.(COMPILING);
  await runWebpack(process.argv[2] ?? '');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// An open channel would keep this process alive.
process.channel?.unref();
