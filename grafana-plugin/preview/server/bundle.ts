import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { exclusive } from '../../build/exclusive.js';
import { paths } from '../../build/paths.js';
import { grafanaInternals } from './grafana-internals.js';

// One for all bundles: ending the compiler must not end the work of another caller.
const lock = join(paths.cache, 'bundle.lock');

/** What to bundle. */
export interface Bundle {
  /** Absolute path of the first module. */
  readonly entry: string;
  /** Absolute path of the folder to fill. */
  readonly folder: string;
}

/**
 * Bundles a program for the browser together with Grafana's packages. The compiler's process ends with the work:
 * a demo that goes on for days must not carry its memory.
 * @throws Error holding the compiler's messages.
 */
export const bundle = ({ entry, folder }: Bundle): Promise<void> =>
  exclusive(lock, async () => {
    try {
      await build({
        entryPoints: [entry],
        outdir: folder,
        bundle: true,
        splitting: true,
        format: 'esm',
        target: 'es2022',
        jsx: 'automatic',
        logLevel: 'silent',
        legalComments: 'none',
        conditions: ['@hiveboard/source', 'module'],
        loader: { '.ttf': 'file', '.svg': 'dataurl' },
        // React's development build reports the mistakes that the browser tests look for. `define` is AMD's: a bundled
        // library that finds it would register itself instead of returning its exports.
        define: { 'process.env.NODE_ENV': '"development"', define: 'undefined', global: 'globalThis' },
        plugins: [grafanaInternals],
      });
    } finally {
      await stop();
    }
  });
