// The child process that is the ClickHouse server: it loads the engine's library and runs it until told to stop.
// Plain JavaScript (type-checked through JSDoc) so that the same file runs from sources, under jest and from dist.
//
// It obeys its IPC channel alone. The first message says what to run; the channel's end means stop, whether the
// parent closed it or died, even by SIGKILL. Signals are ignored: Ctrl-C and service managers signal the whole group,
// and the parent must be able to write its last rows before the database goes.
import http from 'node:http';
import process from 'node:process';

/** @typedef {import('./engine-protocol.js').EngineOrder} EngineOrder */

const FOREVER =
  'SELECT sleepEachRow(0.2) FROM system.numbers FORMAT Null SETTINGS max_block_size = 1, max_execution_time = 0';
const LIBRARY = 'chdb';
const KILL_EVERY_MS = 100;

/** The order under way; undefined until the parent has sent it. @type {EngineOrder | undefined} */
let order;
let stopping = false;

/** @param {EngineOrder} received */
async function runEngine({ options, listen }) {
  const { DataType, load, open } = await import('ffi-rs');
  const { libchdbPath } = await import('chdb/libchdb');
  open({ library: LIBRARY, path: libchdbPath() });

  // The listeners live as long as the last query does, and that one sleeps for ever.
  const queries = [...listen.map((protocol) => `SYSTEM START LISTEN ${protocol}`), FOREVER].join('; ');
  const argv = ['clickhouse', ...options, '--query', queries];
  await load({
    library: LIBRARY,
    funcName: 'chdb_query_cmdline',
    retType: DataType.I64,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [argv.length, argv],
    // The event loop of this process stays free to hear the channel end.
    runInNewThread: true,
  });
}

/**
 * Ends every query, the everlasting one included, which makes the engine close its tables and return.
 * @param {EngineOrder} running
 * @returns {Promise<void>}
 */
function killQueries({ httpPort, username, password }) {
  return new Promise((resolve, reject) => {
    const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password };
    const request = http.request({ host: '127.0.0.1', port: httpPort, method: 'POST', headers, agent: false });
    request.on('response', (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`HTTP ${response.statusCode}`));
    });
    request.on('error', reject);
    request.end('KILL QUERY WHERE query_id != queryID() ASYNC');
  });
}

function dieNow() {
  process.kill(process.pid, 'SIGKILL');
}

async function stop() {
  if (stopping) return;
  stopping = true;
  if (order === undefined) process.exit(0);
  setTimeout(dieNow, order.stopTimeoutMs);
  try {
    await killQueries(order);
  } catch {
    // Not listening yet: nothing was acknowledged, so nothing is lost.
    dieNow();
  }
  // The everlasting query may not have begun when the first kill ran.
  setInterval(() => order && killQueries(order).catch(() => undefined), KILL_EVERY_MS);
}

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => void stop());
process.once('message', (message) => {
  order = /** @type {EngineOrder} */ (message);
  runEngine(order).then(
    () => process.exit(stopping ? 0 : 1),
    (error) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
});
