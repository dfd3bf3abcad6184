import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { paths } from './paths.js';

/** The child's word that its compiler is at work. */
export const COMPILING = 'compiling';

const program = fileURLToPath(new URL('./compile-process.ts', import.meta.url));

/**
 * Compiles the plugin into the folder `dist`, in a child process that ends with this one, even when this one is killed.
 * @param onCompiling called once with the child's process id, when its compiler is at work.
 * @throws Error holding the compiler's messages.
 */
export function compileInChild(dist: string, onCompiling: (pid: number) => void = () => undefined): Promise<void> {
  const tsx = pathToFileURL(join(paths.nodeModules, 'tsx', 'dist', 'loader.mjs')).href;
  const child = spawn(process.execPath, ['--import', tsx, program, dist], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  child.on('message', (message) => {
    if (message === COMPILING && child.pid !== undefined) onCompiling(child.pid);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The plugin does not build:\n${Buffer.concat(output).toString('utf8')}`));
    });
  });
}
