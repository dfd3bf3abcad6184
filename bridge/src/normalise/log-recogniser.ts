import type { LogRecord } from '../decode/log-record.js';
import type { Attributes } from '../decode/span.js';
import { readingOf, type Reading } from './foreign-span.js';
import type { LogDialect, LogGate } from './log-dialect.js';
import { LOG_DIALECTS } from './log-dialects.js';

/** A log dialect with all places where its records may say something. */
export interface LogReading extends Omit<LogDialect, 'places' | 'events'>, Pick<Reading, 'places'> {
  readonly gates: readonly [];
}

/** What a record stands for, and how to read it. */
export interface RecognisedRecord {
  readonly reading: LogReading;
  readonly gate: LogGate;
}

/** Recognises a record, or answers undefined for one that no dialect knows. */
export type RecogniseRecord = (record: LogRecord) => RecognisedRecord | undefined;

/** What a record calls its event: libraries put the name in any of three places, and nonsense in another. */
const eventNames = ({ attributes, eventName, body }: LogRecord): readonly string[] =>
  [attributes.get('event.name'), eventName, body].filter((name): name is string => typeof name === 'string');

const bears = (attributes: Attributes, { marks }: LogDialect): boolean =>
  marks === undefined || marks.some((mark) => attributes.has(mark));

/** Recognises records by the table, and before it by `own` rows; one of these takes the place of ours of the same name. */
export function recordRecogniser(own: readonly LogDialect[] = []): RecogniseRecord {
  const names = new Set(own.map(({ name }) => name));
  const dialects = [...own, ...LOG_DIALECTS.filter(({ name }) => !names.has(name))];
  const byEvent = new Map<string, { readonly dialect: LogDialect; readonly recognised: RecognisedRecord }[]>();
  for (const dialect of dialects) {
    const { events, ...row } = dialect;
    const reading: LogReading = { ...row, gates: [], places: readingOf({ ...row, gates: [] }).places };
    for (const gate of events) {
      const known = byEvent.get(gate.event) ?? [];
      byEvent.set(gate.event, [...known, { dialect, recognised: { reading, gate } }]);
    }
  }
  return (record) => {
    const { attributes } = record;
    for (const name of eventNames(record)) {
      const fitting = byEvent
        .get(name)
        ?.find(
          ({ dialect, recognised: { gate } }) =>
            bears(attributes, dialect) && (gate.has === undefined || attributes.has(gate.has)),
        );
      if (fitting !== undefined) return fitting.recognised;
    }
    return undefined;
  };
}
