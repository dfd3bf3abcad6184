import type { EventCounts } from '@hiveboard/sdk/contract';
import { askOf, during, equalTo, type Measure } from './measure.js';

/** How many events there were. */
export const EVENT_MEASURE: Measure<'events', EventCounts> = {
  // Copies of an event are alike, so that each may be left out by itself, before the copies become one.
  ask: askOf(
    ({ filters }) => `
FROM hive.events FINAL
PREWHERE tenant = {tenant:String} AND ${during('ts')}${equalTo(filters)}`,
  ),
  states: `
    countState() AS state_events,
    sumState(toUInt64(severity = 'warn')) AS state_warnings,
    sumState(toUInt64(severity = 'error')) AS state_errors`,
  merged: `
    countMerge(state_events) AS events,
    sumMerge(state_warnings) AS warnings,
    sumMerge(state_errors) AS errors`,
  orders: { events: ['countMerge(state_events) OVER alike'] },
  sumsIn: ({ events, warnings, errors }) => ({ events, warnings, errors }),
  valueOf: (_, { events }) => events,
  none: { events: 0, warnings: 0, errors: 0 },
};
