import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRecord } from '@hiveboard/sdk/contract';
import { KeysError, parseKeys, type ApiKey } from './api-key.js';

const isCoded = (error: unknown, code: string): boolean => isRecord(error) && error['code'] === code;

/** What a file of keys holds; without the file, nothing. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCoded(error, 'ENOENT')) return '';
    throw error;
  }
}

/** Claims the right to change a file: the new content is written here and then takes the file's place. */
async function lock(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (!isCoded(error, 'EEXIST')) throw error;
    throw new KeysError(`${path} exists: another command changes the keys. If none runs, delete that file.`);
  }
}

/**
 * Changes the keys of a file. Readers see the keys before or after, never half of them; two changes at once cannot undo
 * each other. Only the owner may read the file.
 *
 * @param change the keys there shall be, from those there are; what it throws leaves the file as it was
 * @throws {KeysError}
 */
export async function changeKeys(file: string, change: (keys: readonly ApiKey[]) => readonly ApiKey[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.lock`;
  const handle = await lock(next);
  try {
    const keys = change(parseKeys(await readText(file), file));
    await handle.writeFile(`${JSON.stringify(keys, null, 2)}\n`);
    await handle.sync();
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
