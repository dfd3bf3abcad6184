import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder; its name has what paths may have, so that each test also proves that such paths work. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "hive 'tést' & "));
