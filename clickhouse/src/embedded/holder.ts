import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from './credentials.js';

/** How other programs of the same owner come in. */
export interface Entrance {
  readonly url: string;
  readonly writer: Credentials;
  readonly reader: Credentials;
}

/**
 * Who runs a server on a data directory. A label, not a lock: the lock is the engine's own, held by the kernel, so that
 * a crash can never leave a stale one behind.
 */
export interface Holder {
  /** The process that started the server. */
  readonly ownerPid: number;
  /** The server itself. */
  readonly enginePid: number;
  /** Whoever may read this may read the data itself, which lies beside it. */
  readonly entrance?: Entrance;
}

const holderFile = (dataDir: string): string => join(dataDir, 'server.json');

/** The last process that registered itself, if the file can be read. It may be long dead. */
export async function readHolder(dataDir: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(holderFile(dataDir), 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Registers a server that already holds the engine's lock. */
export async function writeHolder(dataDir: string, holder: Holder): Promise<void> {
  await writeFile(holderFile(dataDir), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** Takes the label off, unless another server has replaced it. */
export async function removeHolder(dataDir: string, { enginePid }: Holder): Promise<void> {
  const current = await readHolder(dataDir);
  if (current?.enginePid === enginePid) await rm(holderFile(dataDir), { force: true });
}

/** Whether a process exists, also when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ownerPid' in value &&
    'enginePid' in value &&
    Number.isInteger(value.ownerPid) &&
    Number.isInteger(value.enginePid) &&
    (!('entrance' in value) || isEntrance(value.entrance))
  );
}

const isEntrance = (value: unknown): value is Entrance =>
  typeof value === 'object' &&
  value !== null &&
  'url' in value &&
  typeof value.url === 'string' &&
  'writer' in value &&
  isCredentials(value.writer) &&
  'reader' in value &&
  isCredentials(value.reader);

const isCredentials = (value: unknown): value is Credentials =>
  typeof value === 'object' &&
  value !== null &&
  'username' in value &&
  typeof value.username === 'string' &&
  'password' in value &&
  typeof value.password === 'string';
