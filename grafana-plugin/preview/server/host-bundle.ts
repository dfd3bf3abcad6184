import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exclusive } from '../../build/exclusive.js';
import { fingerprint, noteFingerprint, notedFingerprint } from '../../build/fingerprint.js';
import { paths } from '../../build/paths.js';
import { bundle } from './bundle.js';

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
    // Chunk names carry hashes: without this, every change would leave its own behind.
    await rm(hostFolder, { recursive: true, force: true });
    await bundle({ entry: join(paths.preview, 'host', 'main.tsx'), folder: hostFolder });
    await noteFingerprint(note, before);
  });
}
