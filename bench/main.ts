import { parseOptions } from './options.js';
import { report } from './report.js';
import { runBench } from './run.js';

// Progress is no part of the result.
const options = parseOptions(process.argv.slice(2), (what) => {
  console.error(`… ${what}`);
});
const result = await runBench(options);
console.log(options.json ? JSON.stringify(result) : report(result));
const isWrong =
  result.bridge?.rows.complete === false ||
  (result.sdk?.outage.lost ?? 0) > 0 ||
  result.api?.sizes.some(({ isExact }) => !isExact) === true;
if (isWrong) process.exitCode = 1;
