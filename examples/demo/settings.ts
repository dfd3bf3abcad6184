import { createHash, randomBytes } from 'node:crypto';
import { ConfigError, configFrom, type ApiKey, type BridgeConfig, type KeyScope } from '@hiveboard/bridge';
import { FLEET } from './fleet/fleet.js';

/** How the demo runs. */
export interface DemoSettings {
  readonly bridge: BridgeConfig;
  readonly previewPort: number;
  readonly fleetSize: number;
  /** Keys of this start alone: one for each who needs one, with no more rights than needed. */
  readonly keys: { readonly fleet: string; readonly preview: string; readonly visitor: string };
}

type Variables = Readonly<Record<string, string | undefined>>;

const MOST_AGENTS = 5_000;
const FLEET_SIZE = Object.keys(FLEET).length;

/** @throws {ConfigError} naming the variable and what it may be */
function wholeNumber(variables: Variables, name: string, range: { from: number; to: number; usual: number }): number {
  const text = variables[name];
  if (text === undefined || text === '') return range.usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= range.from && value <= range.to) return value;
  throw new ConfigError(`${name}: expected a whole number from ${range.from} to ${range.to}, not ${text}`);
}

function newKey(name: string, scopes: readonly KeyScope[]): { readonly secret: string; readonly known: ApiKey } {
  const secret = `hive_${randomBytes(24).toString('base64url')}`;
  const sha256 = createHash('sha256').update(secret).digest('hex');
  return { secret, known: { name, sha256, scopes: [...scopes], tenant: 'default' } };
}

/**
 * Reads the same variables as the bridge (`HIVE_PORT`, `HIVE_DATA_DIR`, …), and `HIVE_PREVIEW_PORT` and
 * `HIVE_DEMO_AGENTS` besides.
 *
 * @throws {ConfigError} naming every variable that is wrong
 */
export function demoSettings(variables: Variables): DemoSettings {
  const bridge = configFrom(variables);
  const fleet = newKey('demo fleet', ['ingest']);
  const preview = newKey('demo preview', ['read']);
  const visitor = newKey('demo visitor', ['ingest', 'read']);
  return {
    bridge: { ...bridge, keys: [...bridge.keys, fleet.known, preview.known, visitor.known] },
    previewPort: wholeNumber(variables, 'HIVE_PREVIEW_PORT', { from: 0, to: 65_535, usual: 3300 }),
    fleetSize: wholeNumber(variables, 'HIVE_DEMO_AGENTS', { from: 1, to: MOST_AGENTS, usual: FLEET_SIZE }),
    keys: { fleet: fleet.secret, preview: preview.secret, visitor: visitor.secret },
  };
}
