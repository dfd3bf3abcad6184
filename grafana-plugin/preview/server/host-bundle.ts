import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { exclusive } from '../../build/exclusive.js';
import { fingerprint, noteFingerprint, notedFingerprint } from '../../build/fingerprint.js';
import { paths } from '../../build/paths.js';
import { grafanaInternals } from './grafana-internals.js';

const note = join(paths.cache, 'preview-host.txt');
const lock = join(paths.cache, 'preview-host.lock');

/** The folder that {@link buildHost} fills. */
export const hostFolder = join(paths.cache, 'preview-host');

const inputs = [paths.preview, join(paths.pluginRoot, 'build'), join(paths.repositoryRoot, 'package-lock.json')];

/** Bundles the host unless its sources are what they were. `onBuild` is called once when there is work. */
export async function buildHost(onBuild: () => void = () => undefined): Promise<void> {
  await exclusive(lock, async () => {
    const before = await fingerprint(inputs);
    if ((await notedFingerprint(note)) === before && existsSync(join(hostFolder, 'main.js'))) return;
    onBuild();
    await noteFingerprint(note, '');
    await bundle();
    await noteFingerprint(note, before);
  });
}

async function bundle(): Promise<void> {
  // Chunk names carry hashes: without this, every change would leave its own behind.
  await rm(hostFolder, { recursive: true, force: true });
  await build({
    entryPoints: [join(paths.preview, 'host', 'main.tsx')],
    outdir: hostFolder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    logLevel: 'silent',
    legalComments: 'none',
    loader: { '.ttf': 'file', '.svg': 'dataurl' },
    // React's development build reports the mistakes that the browser tests look for. `define` is AMD's: a bundled
    // library that finds it would register itself instead of returning its exports.
    define: { 'process.env.NODE_ENV': '"development"', define: 'undefined', global: 'globalThis' },
    plugins: [grafanaInternals],
  });
}
