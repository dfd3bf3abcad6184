import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The root of the repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Paths below `provisioning/`, in order. */
export const provisioned = (): readonly string[] =>
  readdirSync(join(ROOT, 'provisioning'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

/** What a YAML or JSON file of the repository holds. */
export function readData(path: string): unknown {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return path.endsWith('.json') ? JSON.parse(text) : parse(text);
}

/** Every object inside a value, itself included. */
export function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) yield* objectsIn(item);
  } else if (typeof value === 'object' && value !== null) {
    const record = { ...value } as Readonly<Record<string, unknown>>;
    yield record;
    for (const item of Object.values(record)) yield* objectsIn(item);
  }
}
