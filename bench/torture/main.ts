import { parseOptions } from './options.js';
import { report } from './report.js';
import { torture } from './run.js';
import { isRight } from './verify.js';

const options = parseOptions(process.argv.slice(2));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
console.log(`seed ${options.seed}`);
const result = await torture(options, (line) => {
  console.log(line);
});
console.log(report(result));
if (!result.findings.every(isRight)) process.exitCode = 1;
