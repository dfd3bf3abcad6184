import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder belongs to another process, or cannot be locked at all; the message says what to do. */
class FolderLocked extends Error {
  override readonly name = 'FolderLocked';
}

/** Open and lock in one call, as macOS and the BSDs have it; Node names only what all systems share. */
const O_EXLOCK = 0x20;

/**
 * Takes a folder for this process. The lock is the kernel's, on an open file: it ends with the process, however that
 * dies, and can neither be left behind nor be mistaken for that of another process of the same number.
 *
 * @returns how to let go
 * @throws FolderLocked
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const handle = process.platform === 'darwin' ? await openLocked(path) : await openAndLock(path);
  // For people; nothing reads it but the message below.
  await handle.truncate();
  await handle.write(`${process.pid}\n`, 0);
  return () => handle.close();
}

async function openLocked(path: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_NONBLOCK } = constants;
  try {
    return await open(path, O_RDWR | O_CREAT | O_NONBLOCK | O_EXLOCK, 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') throw await inUse(path);
    throw error;
  }
}

/** Node cannot lock files. The lock belongs to the open file, not to who asked for it: a helper asks, and leaves. */
async function openAndLock(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    if ((await flock(handle.fd)) !== 0) throw await inUse(path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function flock(fd: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    spawn('flock', ['-x', '-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
      .once('exit', resolve)
      .once('error', (cause) => {
        reject(
          new FolderLocked('The spool cannot be locked: install `flock`, which is part of util-linux.', { cause }),
        );
      });
  });
}

async function inUse(path: string): Promise<FolderLocked> {
  const handle = await open(path);
  try {
    const holder = (await handle.readFile('utf8')).trim();
    return new FolderLocked(
      `The spool beside ${path} is in use by another bridge (process ${holder}). Give each its own HIVE_SPOOL_DIR.`,
    );
  } finally {
    await handle.close();
  }
}
