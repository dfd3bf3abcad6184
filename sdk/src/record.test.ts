import { heartbeat, llmCall, todo } from './contract/index.js';
import { EventRecord, hrTime, report, type Report } from './record.js';

/** The event of a report, and what was complained about. */
function written(made: Report, at: typeof moment & { readonly actionId?: string } = moment) {
  const warnings: string[] = [];
  const { name, time, attributes } = new EventRecord(made, at, { warn: (warning) => warnings.push(warning) });
  return { record: { name, time, attributes }, warnings };
}

const moment = { id: '019ca945-0afa-7000-8000-000000000000', at: 1_772_366_400_250 };

test('a report becomes a span event: envelope, fields and defaults that the concept knows', () => {
  expect(written(report(llmCall, { name: 'score', model: 'm', tokensIn: 5 }), { ...moment, actionId: 'a1' })).toEqual({
    record: {
      name: 'hive.llm_call',
      time: hrTime(moment.at),
      attributes: {
        'hive.event.id': moment.id,
        'hive.event.kind': 'llm_call',
        'hive.event.summary': 'score: m (5→?)',
        'hive.event.tags': ['llm'],
        'hive.event.severity': 'info',
        'hive.action.id': 'a1',
        'hive.llm_call.name': 'score',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.input_tokens': 5,
      },
    },
    warnings: [],
  });
});

test('what the caller says goes before what the concept knows', () => {
  const details = { summary: 'Mine', tags: ['x'], severity: 'error' } as const;
  expect(written(report(llmCall, { name: 'n', model: 'm' }, details)).record.attributes).toMatchObject({
    'hive.event.summary': 'Mine',
    'hive.event.tags': ['x'],
    'hive.event.severity': 'error',
  });
});

test('an event with nothing to say has no summary and no tags', () => {
  expect(written(report(heartbeat, {})).record.attributes).toEqual({
    'hive.event.id': moment.id,
    'hive.event.kind': 'heartbeat',
    'hive.event.severity': 'debug',
  });
});

test('what has to be changed is named, and the rest stands', () => {
  const value = { todoId: 't', action: 'postponed', dueBy: 'some day' };
  expect(written({ concept: todo, value, details: {} })).toEqual({
    record: {
      name: 'hive.todo',
      time: hrTime(moment.at),
      attributes: {
        'hive.event.id': moment.id,
        'hive.event.kind': 'todo',
        'hive.event.summary': 't',
        'hive.event.tags': ['todo', 'postponed'],
        'hive.event.severity': 'info',
        'hive.todo.id': 't',
        'hive.todo.action': 'postponed',
      },
    },
    warnings: [
      'hive.todo.action: not one of created, completed, failed, dismissed, deferred; kept as it is',
      'hive.todo.due_by: expected an ISO 8601 date, got a string; the field is dropped',
    ],
  });
});

test('times keep their milliseconds exactly', () => {
  expect(hrTime(1_772_366_400_250)).toEqual([1_772_366_400, 250_000_000]);
  expect(hrTime(7)).toEqual([0, 7_000_000]);
});

test('lists are copied, since OpenTelemetry may keep them and the caller may change them', () => {
  const tags = ['a'];
  const { 'hive.event.tags': copy } = written(report(heartbeat, {}, { tags })).record.attributes;
  expect(copy).toEqual(tags);
  expect(copy).not.toBe(tags);
});
