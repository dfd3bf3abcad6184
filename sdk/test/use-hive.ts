import { init, type Hive, type HiveOptions } from '../src/index.js';
import { PROTOCOLS, type Protocol } from '../src/config.js';
import { startCollector, type Collector, type ReceivedEvent, type ReceivedSpan } from './collector.js';

/** The moment at which every test begins. */
export const T0 = Date.parse('2026-03-01T12:00:00.000Z');

/** A client over a real socket, with a clock that stands still unless the test moves it. */
export interface HiveUnderTest {
  readonly collector: Collector;
  readonly warnings: readonly string[];
  connect(options?: HiveOptions): Hive;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Received spans of one `hive.record`. */
  spans(record: string): readonly ReceivedSpan[];
  /** Received events of one kind, whatever span they rode on. */
  events(kind: string): readonly ReceivedEvent[];
}

/** Whatever the SDK says, it says in either format: the tests of this folder run once for each. */
export const protocol: Protocol =
  PROTOCOLS.find((known) => known === Reflect.get(globalThis, 'hiveProtocol')) ?? 'http/protobuf';

/** What requests of each format are labelled with. */
export const CONTENT_TYPES = { 'http/protobuf': 'application/x-protobuf', 'http/json': 'application/json' } as const;

/** Gives each test of a file its own receiver and clears up after it. */
export function useHive(): HiveUnderTest {
  let collector: Collector | undefined;
  let hive: Hive | undefined;
  let warnings: string[] = [];
  let now = T0;
  const running = (): Collector => {
    if (collector === undefined) throw new Error('the receiver runs only inside a test');
    return collector;
  };
  beforeEach(async () => {
    collector = await startCollector();
    warnings = [];
    now = T0;
  });
  afterEach(async () => {
    await hive?.shutdown(50);
    await running().close();
  });
  return {
    get collector() {
      return running();
    },
    get warnings() {
      return warnings;
    },
    connect: (options = {}) => {
      hive = init({
        endpoint: running().endpoint,
        flushIntervalMs: 20,
        protocol,
        clock: () => now,
        onWarning: (message) => warnings.push(message),
        ...options,
      });
      return hive;
    },
    pass: (milliseconds) => {
      now += milliseconds;
    },
    spans: (record) => running().spans.filter(({ attributes }) => attributes['hive.record'] === record),
    events: (kind) => running().spans.flatMap(({ events }) => events.filter(({ name }) => name === `hive.${kind}`)),
  };
}

/** An event's own attributes, without the random id. */
export function withoutId({ attributes }: ReceivedEvent): Record<string, unknown> {
  const { ['hive.event.id']: id, ...rest } = attributes;
  if (typeof id !== 'string') throw new Error('an event without an id');
  return rest;
}
