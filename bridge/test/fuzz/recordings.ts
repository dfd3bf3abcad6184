import { readFileSync, readdirSync } from 'node:fs';

const FIXTURES = new URL('../fixtures/', import.meta.url);

/** Requests that real libraries sent, in protobuf. */
export const PROTOBUF_RECORDINGS: readonly Buffer[] = ['otlp/', 'dialects/'].flatMap((folder) => {
  const path = new URL(folder, FIXTURES);
  return readdirSync(path)
    .filter((name) => name.endsWith('.bin') && !name.endsWith('.json.bin'))
    .map((name) => readFileSync(new URL(name, path)));
});

/** A request that a real exporter sent, in JSON. */
export const JSON_RECORDING: Buffer = readFileSync(new URL('otlp/traces.json.bin', FIXTURES));
