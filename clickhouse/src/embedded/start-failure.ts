import { classifyFailure, EmbeddedServerError } from './embedded-server-error.js';
import type { ExitInfo } from './engine.js';
import { readHolder } from './holder.js';

/** The engine ended before it answered. */
export class EngineEnded extends Error {
  override readonly name = 'EngineEnded';
  readonly exit: ExitInfo;

  constructor(exit: ExitInfo) {
    super('The engine ended before it answered.');
    this.exit = exit;
  }
}

/** What a start wanted to have for itself. */
export interface Wanted {
  readonly dataDir: string;
  readonly ports: readonly number[];
}

/** The error for ports that another program listens on. */
export const portTaken = (ports: readonly number[]): EmbeddedServerError =>
  new EmbeddedServerError(
    'port_taken',
    `Port ${ports.join(' or ')} of 127.0.0.1 is taken by another program. Choose another with HIVE_CLICKHOUSE_PORT, or leave it unset for a free one.`,
  );

/** Says in words why an engine ended while starting, and what to do about it. */
export async function explainEnd(exit: ExitInfo, { dataDir, ports }: Wanted): Promise<EmbeddedServerError> {
  const code = classifyFailure(exit.lastLines);
  const words = exit.lastLines.join('\n');
  switch (code) {
    case 'data_dir_in_use':
      return new EmbeddedServerError(
        code,
        `The data directory ${dataDir} is in use by ${await describeHolder(dataDir)}. Stop that one, or choose another directory with HIVE_DATA_DIR.`,
      );
    case 'data_dir_not_writable':
      return new EmbeddedServerError(
        code,
        `The data directory ${dataDir} cannot be written. Choose another with HIVE_DATA_DIR.\n${words}`,
      );
    case 'port_taken':
      return portTaken(ports);
    case 'unsupported_platform':
      return new EmbeddedServerError(
        code,
        `The library of the embedded ClickHouse cannot be loaded. Was it left out of the install (--omit=optional)? Otherwise set CLICKHOUSE_URL to a server of your own.\n${words}`,
      );
    case 'engine_failed':
      return new EmbeddedServerError(
        code,
        `The embedded ClickHouse ended with ${exit.signal ?? `exit code ${String(exit.code)}`} while starting.\n${words}`,
      );
  }
}

async function describeHolder(dataDir: string): Promise<string> {
  const holder = await readHolder(dataDir);
  if (holder === undefined) return 'another process';
  return `process ${holder.ownerPid} (its ClickHouse is process ${holder.enginePid})`;
}
