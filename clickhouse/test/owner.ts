// A process that owns an engine and then does nothing, for the tests that kill it. Prints the engine's pid.
// Arguments: the moment to print (`listening` or `starting`), the data folder.
import { createUsers } from '../src/embedded/credentials.js';
import { launchEngine } from '../src/embedded/engine.js';
import { freePort } from '../src/embedded/free-port.js';
import { startEmbeddedServer } from '../src/embedded/server.js';

const [moment, dataDir = ''] = process.argv.slice(2);

async function enginePid(): Promise<number> {
  if (moment === 'listening') return (await startEmbeddedServer({ dataDir })).pid;
  const order = {
    options: [`--path=${dataDir}`],
    listen: [],
    httpPort: await freePort(),
    ...createUsers().admin,
    stopTimeoutMs: 60_000,
  };
  return (await launchEngine(order, () => undefined)).pid;
}

process.stdout.write(`${await enginePid()}\n`);
setInterval(() => undefined, 60_000);
