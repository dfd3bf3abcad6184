import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorLog } from '../error-log.js';
import type { Block } from './block.js';
import { lockFolder } from './folder-lock.js';
import { decodeRecords, encodeRecord } from './record.js';

/** There is no room for more: what is there is never given up for what comes. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull';
}

export interface SpoolOptions {
  /** Created, private, when missing. One process at a time can hold it. */
  readonly folder: string;
  /** How much it may take of the disk. */
  readonly maxBytes: number;
  /**
   * How long the oldest may wait, in milliseconds: after that, nothing more is taken until ClickHouse is back, so that
   * an outage that nobody sees shows where the senders are. Default a week.
   */
  readonly maxAgeMs?: number;
  /** When a segment is full and the next begins. Default 8 MiB. */
  readonly segmentBytes?: number;
  /** Epoch milliseconds. Default the system's clock. */
  readonly clock?: () => number;
  readonly log: ErrorLog;
}

/** How much waits. */
export interface SpoolState {
  readonly bytes: number;
  readonly maxBytes: number;
  /** Whether blocks had to be turned away for want of room and nothing was removed since, or the oldest is too old. */
  readonly isFull: boolean;
  /** Since when the oldest waits, in epoch milliseconds; null when nothing does. */
  readonly oldestAt: number | null;
}

/** The oldest part of what waits. */
export interface SpooledSegment {
  readonly blocks: readonly Block[];
  /** Call it once ClickHouse has the blocks. */
  readonly remove: () => Promise<void>;
}

/** Blocks that wait on the disk for ClickHouse, in the order in which they came. */
export interface Spool {
  readonly state: () => SpoolState;
  /**
   * Fulfils when the blocks are on the disk, whatever happens to the process or to the power afterwards.
   *
   * @throws SpoolFull, and whatever the disk says
   */
  readonly append: (blocks: readonly Block[]) => Promise<void>;
  /** Whether anything waits, and the oldest of it; later blocks go into another segment. */
  readonly oldest: () => Promise<SpooledSegment | undefined>;
  /** Lets go of the folder; what waits stays. */
  readonly close: () => Promise<void>;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;
const WEEK_MS = 7 * 24 * 3_600_000;
/** A segment is named after the moment at which it began. */
const SEGMENT_NAME = /^(\d{13})\.spool$/;

interface SegmentFile {
  readonly path: string;
  readonly beganAt: number;
  /** As far as it is on the disk. */
  bytes: number;
}

/**
 * Opens a spool and recovers what a crash has left: half a record at the very end was never acknowledged, and is cut.
 *
 * @throws FolderLocked when another process has it
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, maxBytes, maxAgeMs = WEEK_MS, segmentBytes = SEGMENT_BYTES, clock = Date.now, log } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(folder);
  const segments = await segmentsIn(folder);
  await recoverEnd(segments.at(-1), log);
  const size = (): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);
  const exclusively = createQueue();
  const isTooOld = (): boolean => clock() - (segments[0]?.beganAt ?? Infinity) > maxAgeMs;
  let isFull = false;
  let current: { readonly segment: SegmentFile; readonly handle: FileHandle } | undefined;

  const begin = async (): Promise<NonNullable<typeof current>> => {
    // Clocks may be set back; the order of names is the order of segments.
    const beganAt = Math.max(clock(), (segments.at(-1)?.beganAt ?? 0) + 1);
    const path = join(folder, `${beganAt.toString().padStart(13, '0')}.spool`);
    const handle = await open(path, 'ax', 0o600);
    try {
      await syncFolder(folder);
    } catch (error) {
      await handle.close();
      throw error;
    }
    const segment = { path, beganAt, bytes: 0 };
    segments.push(segment);
    return { segment, handle };
  };

  const seal = async (): Promise<void> => {
    const handle = current?.handle;
    current = undefined;
    await handle?.close();
  };

  const append = async (blocks: readonly Block[]): Promise<void> => {
    const records = Buffer.concat(blocks.map(encodeRecord));
    if (isTooOld()) throw new SpoolFull('What is in the spool waits for too long.');
    isFull = size() + records.length > maxBytes;
    if (isFull) throw new SpoolFull('The spool is full.');
    current ??= await begin();
    const { segment, handle } = current;
    try {
      await handle.appendFile(records);
      await handle.datasync();
      segment.bytes += records.length;
    } catch (error) {
      // Nobody was told that these are kept. Should they not come off, they are half a record at the end of a segment.
      await handle.truncate(segment.bytes).catch(() => undefined);
      await seal().catch(() => undefined);
      throw error;
    }
    if (segment.bytes >= segmentBytes) await seal();
  };

  const oldest = async (): Promise<SpooledSegment | undefined> => {
    const [segment] = segments;
    if (segment === undefined) return undefined;
    if (current?.segment === segment) await seal();
    const file = await readFile(segment.path);
    const { blocks, soundBytes } = decodeRecords(file);
    const damagedBytes = file.length - soundBytes;
    const remove = async (): Promise<void> => {
      if (damagedBytes === 0) await rm(segment.path);
      else {
        await rename(segment.path, `${segment.path}.damaged`);
        log.error(
          { file: `${segment.path}.damaged`, damagedBytes },
          'A part of the spool is damaged; the file is kept, and all that can be read of it is inserted',
        );
      }
      segments.shift();
      isFull = false;
    };
    return { blocks, remove: () => exclusively(remove) };
  };

  return {
    state: () => ({ bytes: size(), maxBytes, isFull: isFull || isTooOld(), oldestAt: segments[0]?.beganAt ?? null }),
    append: (blocks) => exclusively(() => append(blocks)),
    oldest: () => exclusively(oldest),
    close: () =>
      exclusively(async () => {
        await seal();
        await unlock();
      }),
  };
}

/** Runs one piece of work after the other, whether or not the one before went well. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}

async function segmentsIn(folder: string): Promise<SegmentFile[]> {
  const names = (await readdir(folder)).filter((name) => SEGMENT_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, beganAt: Number(SEGMENT_NAME.exec(name)?.[1]), bytes: (await stat(path)).size };
    }),
  );
}

/** Cuts half a record off the newest segment, and makes sure that the rest of it is on the disk. */
async function recoverEnd(segment: SegmentFile | undefined, log: SpoolOptions['log']): Promise<void> {
  if (segment === undefined) return;
  const { end } = decodeRecords(await readFile(segment.path));
  const handle = await open(segment.path, 'r+');
  try {
    if (end < segment.bytes) {
      log.error(
        { file: segment.path, bytes: segment.bytes - end },
        'The spool ends in half a record, which nobody was told is kept; it is cut off',
      );
      await handle.truncate(end);
      segment.bytes = end;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new file survives a power cut only once its folder does. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
