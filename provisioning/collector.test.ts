import { readData } from './read-files.js';

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}
type Components = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
const { extensions, receivers, processors, exporters, service } = readData('provisioning/collector.yaml') as {
  readonly extensions: Components;
  readonly receivers: Components;
  readonly processors: Components;
  readonly exporters: Components;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
};
const pipelines = Object.entries(service.pipelines);

/**
 * The options of each component that we use, as its README of version 0.149 has them. `npm run try-collector` runs the
 * file in a Collector of yours.
 */
const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['file_storage', ['create_directory', 'directory', 'fsync']],
  ['otlp', ['protocols']],
  ['memory_limiter', ['check_interval', 'limit_mib', 'spike_limit_mib']],
  ['filter', ['error_mode', 'traces']],
  ['otlp_http', ['compression', 'endpoint', 'headers', 'retry_on_failure', 'sending_queue', 'timeout']],
  ['nop', []],
]);

const named = Object.entries({ ...extensions, ...receivers, ...processors, ...exporters });

test.each(named)('%s is given options that it has', (name, options) => {
  const [type = ''] = name.split('/');
  expect(OPTIONS.get(type)).toEqual(expect.arrayContaining(Object.keys(options ?? {})));
});

test('what is defined is used, and what is used is defined', () => {
  const used = (part: keyof Pipeline): readonly string[] =>
    [...new Set(pipelines.flatMap(([, pipeline]) => pipeline[part]))].sort();
  expect({
    extensions: service.extensions,
    receivers: used('receivers'),
    processors: used('processors'),
    exporters: used('exporters'),
  }).toEqual({
    extensions: Object.keys(extensions),
    receivers: Object.keys(receivers).sort(),
    processors: Object.keys(processors).sort(),
    exporters: Object.keys(exporters).sort(),
  });
});

test('every pipeline refuses before its memory runs out', () => {
  expect(pipelines.map(([, pipeline]) => pipeline.processors[0])).toEqual(pipelines.map(() => 'memory_limiter'));
});

test('the bridge gets traces and logs, progress spans too, and other backends do not get those', () => {
  expect(pipelines.map(([name, { processors: steps, exporters: to }]) => [name, steps, to])).toEqual([
    ['traces', ['memory_limiter'], ['otlp_http/hiveboard']],
    ['traces/other_backend', ['memory_limiter', 'filter/no_progress'], ['nop/other_backend']],
    ['logs', ['memory_limiter'], ['otlp_http/hiveboard']],
  ]);
  expect(processors['filter/no_progress']).toEqual({
    error_mode: 'ignore',
    traces: { span: ['attributes["hive.record"] == "progress"'] },
  });
});

test('what waits for the bridge waits on the disk, for as long as it takes', () => {
  expect(exporters['otlp_http/hiveboard']).toMatchObject({
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
    sending_queue: { enabled: true, storage: 'file_storage', block_on_overflow: true },
  });
});
