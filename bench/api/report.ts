import { table } from '../table.js';
import type { Answered } from './ask.js';
import { GROWTH, LIMIT_MS, type Question } from './questions.js';
import type { ApiBenchResult, ApiSizeResult } from './run.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ms = (value: number): string => (value < 100 ? value.toFixed(1) : whole.format(value));
const times = (ratio: number): string => `${ratio < 10 ? ratio.toFixed(1) : whole.format(ratio)}x`;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);

const HEAD = [
  'question',
  'p50 ms',
  'p95 ms',
  'SELECT 1',
  'withheld',
  'raw ms',
  'faster',
  'MB read',
  'raw MB',
  'less read',
  'goals',
];

/** What a question misses, in words; nothing when it meets its goals. */
export function misses({ question, ours, raw }: Answered): readonly string[] {
  if (ours === null) return ['the API gave up'];
  const { withinMs, timesLess } = question;
  return [
    ...(withinMs !== undefined && ours.p50 > withinMs ? [`p50 over ${withinMs} ms`] : []),
    ...(timesLess !== undefined && raw.bytes / ours.bytes < timesLess ? [`reads over 1/${timesLess}`] : []),
    ...(ours.p95 > LIMIT_MS ? [`p95 over ${LIMIT_MS} ms`] : []),
  ];
}

const verdict = (missed: readonly string[]): string => (missed.length === 0 ? 'met' : `MISSED: ${missed.join(', ')}`);

const NONE = '-';

const cells = (answered: Answered): readonly string[] => {
  const { question, ours, raw, select1, withheld } = answered;
  return [
    question.name,
    ours === null ? NONE : ms(ours.p50),
    ours === null ? NONE : ms(ours.p95),
    ms(select1.p50),
    withheld === null ? NONE : `${whole.format(withheld * 100)} %`,
    ms(raw.p50),
    ours === null ? NONE : times(raw.p50 / ours.p50),
    ours === null ? NONE : megabytes(ours.bytes),
    megabytes(raw.bytes),
    ours === null ? NONE : times(raw.bytes / ours.bytes),
    verdict(misses(answered)),
  ];
};

const sizeReport = ({ calls, bytesOnDisk, builtInMs, isExact, answers }: ApiSizeResult): readonly string[] => [
  `${whole.format(calls)} calls, ${whole.format(bytesOnDisk / 1e6)} MB on the disk, made in ${whole.format(builtInMs / 1000)} s with their rollups. ` +
    (isExact
      ? 'The month is the sum over its calls.'
      : 'THE MONTH IS NOT THE SUM OVER ITS CALLS. These numbers mean nothing.'),
  '',
  table(HEAD, answers.map(cells)),
  '',
];

const byQuestion = ({ answers }: ApiSizeResult): ReadonlyMap<Question, Answered> =>
  new Map(answers.map((answered) => [answered.question, answered]));

/** How many times as long each question takes with the most calls as with the fewest. */
function growthReport(sizes: readonly ApiSizeResult[]): readonly string[] {
  const [fewest, most] = [sizes[0], sizes.at(-1)];
  if (fewest === undefined || most === undefined || fewest === most) return [];
  const before = byQuestion(fewest);
  const rows = most.answers.flatMap(({ question, ours }) => {
    const small = before.get(question)?.ours;
    if (small === undefined || small === null || ours === null) return [];
    const growth = ours.p50 / small.p50;
    const missed = growth > GROWTH ? [`over ${GROWTH}x`] : [];
    return [[question.name, ms(small.p50), ms(ours.p50), times(growth), verdict(missed)]];
  });
  const head = ['question', `p50 ms, ${whole.format(fewest.calls)}`, whole.format(most.calls), 'growth', 'goal'];
  return [table(head, rows), ''];
}

/** The API's part of the report. */
export const apiReport = ({ agents, runs, timelineEvents, sizes }: ApiBenchResult): readonly string[] => [
  `The API, over HTTP: ${whole.format(agents)} agents, ${whole.format(runs)} runs, a timeline of ${whole.format(timelineEvents)} events, calls of 30 days.`,
  '',
  ...sizes.flatMap(sizeReport),
  ...growthReport(sizes),
];
