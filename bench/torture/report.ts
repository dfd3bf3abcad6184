import type { TortureResult } from './run.js';
import { isRight, type Finding } from './verify.js';

/** How many of what is wrong are shown. */
const SHOWN = 5;

const faults = (what: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`    ${names.length} ${what}:`, ...names.slice(0, SHOWN).map((name) => `      ${name}`)];

const line = (finding: Finding): readonly string[] => [
  `  ${isRight(finding) ? 'right' : 'WRONG'}  ${finding.what}: ${finding.found} of ${finding.expected}`,
  ...faults('missing', finding.missing),
  ...faults('wrong', finding.wrong),
  ...faults('unknown', finding.unknown),
];

/** What a run found, for people. */
export function report({ seed, rounds, seconds, blows, deliveries, tasks, findings }: TortureResult): string {
  const { disks } = blows;
  return [
    `${rounds} rounds in ${seconds} s, seed ${seed}`,
    `  bridges killed ${blows.bridgeKills} times, stopped ${blows.stops} times; ClickHouse killed ${blows.engineKills} times, hung ${blows.freezes} times`,
    `  bridges started with a sound disk ${disks.sound} times, a slow one ${disks.slow}, a full one ${disks.full}, a small spool ${disks.small}`,
    `  ${tasks} tasks in ${deliveries.acknowledged} acknowledged requests, ${deliveries.repeated} of them repetitions;`,
    `  ${deliveries.refused} refused, ${deliveries.broken} broken off, and sent again`,
    ...findings.flatMap(line),
  ].join('\n');
}
