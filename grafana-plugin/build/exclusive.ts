import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Runs `work` while no other process does, as told by `lockFile`. A lock whose owner died is taken over. */
export async function exclusive<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true });
  while (!(await acquired(lockFile))) await pause(100);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function acquired(lockFile: string): Promise<boolean> {
  try {
    await writeFile(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    // An empty file belongs to a process that is just writing its id.
    if (owner > 0 && !isAlive(owner)) await rm(lockFile, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
