import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compiler, Stats } from 'webpack';
import webpack from 'webpack';
import { paths } from './paths.js';
import { findPlugins } from './plugin-manifest.js';
import { webpackConfiguration } from './webpack-configuration.js';

/**
 * Compiles `src` once, into the folder `dist`.
 * @returns one line per emitted entry.
 * @throws Error holding the compiler's errors and warnings: a build with a warning is not a good build.
 */
export async function runWebpack(dist: string): Promise<string> {
  const compiler = await createCompiler(dist);
  try {
    return await new Promise<string>((resolve, reject) => {
      compiler.run((error, stats) => {
        if (error !== null || stats === undefined) reject(error ?? new Error('webpack gave no result'));
        else if (stats.hasErrors() || stats.hasWarnings()) reject(new Error(messagesOf(stats)));
        else resolve(summaryOf(stats));
      });
    });
  } finally {
    await new Promise<void>((resolve) => {
      compiler.close(() => {
        resolve();
      });
    });
  }
}

/** Compiles again at every change until the process ends; `report` hears the outcome of each run. */
export function watchWithWebpack(report: (summary: string) => void): void {
  void createCompiler(paths.dist).then((compiler) => {
    compiler.watch({}, (error, stats) => {
      if (error !== null || stats === undefined) report(String(error));
      else report(stats.hasErrors() || stats.hasWarnings() ? messagesOf(stats) : summaryOf(stats));
    });
  });
}

async function createCompiler(dist: string): Promise<Compiler> {
  const { version } = JSON.parse(await readFile(join(paths.pluginRoot, 'package.json'), 'utf8')) as { version: string };
  const today = new Date().toISOString().slice(0, 10);
  return webpack(webpackConfiguration(await findPlugins(paths.sources), { dist, stamp: { version, today } }));
}

const messagesOf = (stats: Stats): string =>
  stats.toString({ all: false, errors: true, warnings: true, errorDetails: true });

const summaryOf = (stats: Stats): string =>
  stats.toString({ all: false, assets: true, excludeAssets: /\.(map|LICENSE\.txt)$/, timings: true });
