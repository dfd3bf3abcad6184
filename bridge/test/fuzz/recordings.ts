import { readFileSync, readdirSync } from 'node:fs';

const FIXTURES = new URL('../fixtures/', import.meta.url);

/** The fixtures whose names fit. */
const recorded = (fits: (name: string) => boolean): readonly Buffer[] =>
  ['otlp/', 'dialects/'].flatMap((folder) => {
    const path = new URL(folder, FIXTURES);
    return readdirSync(path)
      .filter((name) => name.endsWith('.bin') && fits(name))
      .map((name) => readFileSync(new URL(name, path)));
  });

const isLogs = (name: string): boolean => name.endsWith('.logs.bin');
const isJson = (name: string): boolean => /[.-]json\./.test(name);

/** Requests that real libraries sent. */
export const RECORDINGS = {
  'spans in protobuf': recorded((name) => !isLogs(name) && !isJson(name)),
  'spans in JSON': recorded((name) => !isLogs(name) && isJson(name)),
  'logs in protobuf': recorded((name) => isLogs(name) && !isJson(name)),
  'logs in JSON': recorded((name) => isLogs(name) && isJson(name)),
} as const;
