import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileInChild } from './build/compile-in-child.js';
import { exclusive } from './build/exclusive.js';
import { fingerprint, noteFingerprint, notedFingerprint } from './build/fingerprint.js';
import { paths } from './build/paths.js';
import { watchWithWebpack } from './build/run-webpack.js';

const note = join(paths.cache, 'plugin-build.txt');
const lock = join(paths.cache, 'plugin-build.lock');

const inputs = [
  paths.sources,
  paths.sdkSources,
  join(paths.pluginRoot, 'build'),
  join(paths.pluginRoot, 'build.ts'),
  join(paths.pluginRoot, 'package.json'),
  join(paths.repositoryRoot, 'package-lock.json'),
  join(paths.repositoryRoot, 'LICENSE'),
];

/**
 * Builds `dist/` unless it already is what the sources give. Runs in a process of its own: a caller that goes on
 * living (the demo, a test) keeps none of the compiler's memory. Safe to call from many processes at once.
 * @param onBuild called once, before work starts, only when there is work.
 * @throws Error holding the compiler's messages.
 */
export async function buildPlugin(onBuild: () => void = () => undefined): Promise<void> {
  await exclusive(lock, async () => {
    const before = await fingerprint(inputs);
    if ((await notedFingerprint(note)) === before && existsSync(join(paths.dist, 'module.js'))) return;
    onBuild();
    await noteFingerprint(note, '');
    await compileInChild(paths.dist);
    await noteFingerprint(note, before);
  });
}

async function main(argument: string | undefined): Promise<void> {
  if (argument === '--watch')
    watchWithWebpack((summary) => {
      console.log(summary);
    });
  else {
    await noteFingerprint(note, '');
    await buildPlugin();
    console.log(`Built ${paths.dist}`);
  }
}

if (process.argv[1] === join(paths.pluginRoot, 'build.ts')) {
  main(process.argv[2]).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
