import { startBridge, type Bridge } from './bridge.js';
import { ConfigError, configFrom, type BridgeConfig } from './config.js';
import { createLog } from './log.js';
import { startTracing, tracesEndpoint } from './tracing/start-tracing.js';

/** What to tell somebody whose bridge did not start. */
function explanation(error: unknown, config: BridgeConfig | undefined): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    const variable = error.port === config?.port ? 'HIVE_PORT' : 'HIVE_GRPC_PORT';
    return `Port ${String(error.port)} is taken. Set ${variable} to another one.`;
  }
  return error instanceof Error ? error.message : String(error);
}

function config(): BridgeConfig & { readonly tracesEndpoint: string | undefined } {
  try {
    const bridge = configFrom(process.env);
    return { ...bridge, tracesEndpoint: tracesEndpoint(process.env, bridge) };
  } catch (error) {
    process.stderr.write(`The bridge cannot start.\n${explanation(error, undefined)}\n`);
    process.exit(2);
  }
}

const settings = config();
const log = createLog(settings.logLevel);
const endTracing = settings.tracesEndpoint === undefined ? undefined : startTracing(log);

let bridge: Bridge;
try {
  bridge = await startBridge(settings, { log });
} catch (error) {
  process.stderr.write(`The bridge cannot start.\n${explanation(error, settings)}\n`);
  process.exit(1);
}
log.info(
  {
    url: bridge.url,
    grpc: bridge.grpcUrl,
    clickhouse: bridge.database.url,
    embedded: bridge.database.kind === 'embedded',
    keys: settings.keys.length,
    keysFile: settings.keysFile,
  },
  'the bridge listens for OTLP and for questions',
);

let stopping = false;
const stop = (signal: string): void => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'the bridge stops');
  const end = async (): Promise<void> => {
    await bridge.close();
    await endTracing?.();
  };
  end().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ err: error }, 'the bridge did not stop cleanly');
      process.exit(1);
    },
  );
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// An engine that dies is started again. One that cannot be takes the bridge with it: whoever runs the bridge starts both
// anew, and senders keep their data until then.
void bridge.database.server?.exited.then((exit) => {
  if (stopping) return;
  log.error({ exit }, 'the embedded ClickHouse ended by itself; so does the bridge');
  process.exit(1);
});
