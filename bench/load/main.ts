import { parseArgs } from 'node:util';
import { MEMORY_BOUND_BYTES, runLoad } from './load.js';
import { faultsOf, reportLoad } from './report.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '3' }, senders: { type: 'string', default: '240' } },
});
const minutes = Number(values.minutes);
const senders = Number(values.senders);
if (!(minutes > 0) || !Number.isSafeInteger(senders) || senders < 1) {
  console.error('npm run load -- [--minutes <default 3>] [--senders <default 240>]');
  process.exit(2);
}

console.log(`${senders} senders for ${minutes} minutes, each of whom waits only when it is told to`);
const result = await runLoad({ seconds: minutes * 60, senders, events: 1000, progress: console.log });
console.log(reportLoad(result));
const faults = faultsOf(result, MEMORY_BOUND_BYTES);
for (const fault of faults) console.error(`NOT AS PROMISED: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
