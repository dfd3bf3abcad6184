import { parseOptions } from './options.js';
import { report } from './report.js';
import { runBench } from './run.js';

const options = parseOptions(process.argv.slice(2));
const result = await runBench(options);
console.log(options.json ? JSON.stringify(result) : report(result));
if (!result.rows.complete || result.sdk.outage.lost > 0) process.exitCode = 1;
