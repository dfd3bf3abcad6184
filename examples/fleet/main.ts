import { FLEET } from '../demo/fleet/fleet.js';
import { tellStory } from '../demo/story.js';

// The demo's agents alone, against a bridge that runs elsewhere: what `docker compose --profile demo up` adds.

/** A setting that has no default. */
function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Set ${name}.`);
  return value;
}

let stopFleet = (): Promise<void> => Promise.resolve();
const stop = (): void => {
  stopFleet().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

const endpoint = needed('HIVE_ENDPOINT');
const { history } = await tellStory({
  api: { url: endpoint, readKey: needed('HIVE_READ_KEY') },
  ingestKey: needed('HIVE_API_KEY'),
  fleetSize: Number(process.env['HIVE_DEMO_AGENTS'] ?? Object.keys(FLEET).length),
  onStart: (stopStory) => {
    stopFleet = stopStory;
  },
  onHistory: () => undefined,
  onTrouble: (message) => {
    console.error(message);
  },
});
console.log(`The fleet is live at ${endpoint}; history from ${new Date(history.from).toISOString()} on.`);
