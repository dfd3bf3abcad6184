import { startPreview } from './server/start-preview.js';

const {
  HIVE_PORT = '4318',
  HIVE_PREVIEW_PORT = '3300',
  HIVE_URL = `http://localhost:${HIVE_PORT}`,
  HIVE_READ_KEY,
} = process.env;

const preview = await startPreview({
  port: Number(HIVE_PREVIEW_PORT),
  bridgeUrl: HIVE_URL,
  readKey: HIVE_READ_KEY,
  onProgress: (line) => {
    console.log(line);
  },
});
console.log(`Preview on ${preview.url}, bridge at ${HIVE_URL}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void preview.stop();
  });
}
