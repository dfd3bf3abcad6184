import type { ErrorLog } from '../error-log.js';
import { parseKeys, type ApiKey } from './api-key.js';
import { readText } from './keys-file.js';

/** The keys that are valid right now. */
export interface KeyRing {
  readonly keys: () => readonly ApiKey[];
  /** Stops looking at the file. */
  readonly close: () => void;
}

/** Where keys come from. */
export interface KeySources {
  /** Keys of the configuration: valid until the bridge ends. */
  readonly fixed: readonly ApiKey[];
  /** A file of more keys, which may change at any time. A file that is not there holds none. */
  readonly file: string | undefined;
  readonly log: ErrorLog;
}

/** A revoked key stops within a second. */
const LOOK_MS = 500;

/**
 * Reads the keys, and again whenever the file changes. A file that turns unreadable or wrong leaves the keys as they
 * were, and says so in the log. Reading a few kilobytes is as cheap as watching them, and works on every file system.
 *
 * @throws {KeysError} when the file is wrong from the start
 */
export async function openKeyRing({ fixed, file, log }: KeySources): Promise<KeyRing> {
  if (file === undefined) return { keys: () => fixed, close: () => undefined };
  let text = await readText(file);
  let keys: readonly ApiKey[] = [...fixed, ...parseKeys(text, file)];
  let complaint = '';
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const found = await readText(file);
      if (found !== text) keys = [...fixed, ...parseKeys(found, file)];
      text = found;
      complaint = '';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== complaint) log.error({ reason: message }, 'the keys could not be read; the old ones stay');
      complaint = message;
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return {
    keys: () => keys,
    close: () => {
      clearInterval(timer);
    },
  };
}
