import { parseOptions } from './options.js';
import { report } from './report.js';
import { runBench } from './run.js';

// Progress is no part of the result.
const options = parseOptions(process.argv.slice(2), (what) => {
  console.error(`… ${what}`);
});
const result = await runBench(options);
console.log(options.json ? JSON.stringify(result) : report(result));
if (result.bridge?.rows.complete === false || (result.sdk?.outage.lost ?? 0) > 0) process.exitCode = 1;
