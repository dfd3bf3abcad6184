// Loaded into a bridge before its own code: the disk below its spool becomes slow, and at times it is full in the middle
// of a write. TORTURE_SEED decides when.
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRandom } from './random.js';

const SLOWEST_MS = 400;
const random = createRandom(Number(process.env['TORTURE_SEED'] ?? 0));

const handle = await open(fileURLToPath(import.meta.url));
const disk = Object.getPrototypeOf(handle) as Pick<FileHandle, 'appendFile' | 'datasync'>;
await handle.close();
const sound = { appendFile: disk.appendFile, datasync: disk.datasync };

const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

disk.appendFile = async function (this: FileHandle, data, options) {
  await pause(random.below(SLOWEST_MS));
  if (Buffer.isBuffer(data) && random.chance(0.2)) {
    await sound.appendFile.call(this, data.subarray(0, random.below(data.length)), options);
    throw full();
  }
  await sound.appendFile.call(this, data, options);
};
disk.datasync = async function (this: FileHandle) {
  await pause(random.below(SLOWEST_MS));
  await sound.datasync.call(this);
};
