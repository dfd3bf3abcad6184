import fc from 'fast-check';
import { actionFields } from './action.js';
import { agentFields } from './agent.js';
import { SEVERITIES } from './concept.js';
import { EVENT_CONCEPTS, conceptOf } from './concepts.js';
import { eventFields } from './event.js';
import { LIST_LIMIT, type Field, type Fields } from './field.js';
import { decode, encode } from './field-table.js';
import { JSON_LIMIT } from './json-field.js';
import { progressFields, recordFields, resourceFields } from './record.js';
import { snakeCase } from './snake-case.js';
import { taskFields } from './task.js';

const TABLES: readonly (readonly [string, Fields])[] = [
  ['record', recordFields],
  ['resource', resourceFields],
  ['progress', progressFields],
  ['agent', agentFields],
  ['task', taskFields],
  ['action', actionFields],
  ['event', eventFields],
  ...EVENT_CONCEPTS.map(({ kind, fields }): readonly [string, Fields] => [kind, fields]),
];

const word = fc.string({ unit: 'binary', maxLength: 16 });
const jsonRecord = fc.dictionary(word, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
const maybe = { requiredKeys: [] };
/** Structures of a known shape, by key; all others take any object. */
const SHAPED: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map<string, fc.Arbitrary<unknown>>([
  ['hive.plan.steps', fc.array(fc.record({ index: fc.nat(), description: word }), { maxLength: 5 })],
  [
    'hive.queue.items',
    fc.array(fc.record({ id: word, priority: word, source: word, summary: word, queued_at: word }, maybe), {
      maxLength: 5,
    }),
  ],
  ['hive.queue.processing', fc.record({ id: word, summary: word, started_at: word, elapsed_ms: fc.nat() }, maybe)],
  [
    'hive.schedule.items',
    fc.array(
      fc.record({ id: word, name: word, next_run: word, interval: fc.option(word), enabled: fc.boolean() }, maybe),
      { maxLength: 5 },
    ),
  ],
]);

/** Values that an agent may rightly pass for a field. */
function valuesOf(field: Field<unknown>): fc.Arbitrary<unknown> {
  if (field.values !== undefined) return fc.constantFrom(...field.values);
  switch (field.type) {
    case 'string':
      return word;
    case 'string[]':
      return fc.array(word, { maxLength: LIST_LIMIT });
    case 'int':
      return fc.maxSafeNat().filter((value) => field.isFit(value));
    case 'double':
      return fc.double({ min: 0, max: 1e9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'string (ISO 8601)':
      return fc.date({ noInvalidDate: true });
    case 'JSON string':
      return SHAPED.get(field.key) ?? jsonRecord;
    default:
      throw new Error(`no values known for the type ${field.type}`);
  }
}

const valueOf = (fields: Fields): fc.Arbitrary<Record<string, unknown>> => {
  const names = Object.keys(fields);
  const required = names.filter((name) => fields[name]?.optional === false);
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesOf(field)])), {
    requiredKeys: required,
  });
};

/** What a value is after a trip through JSON, which is what "unchanged" can mean for dates, -0 and structures. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const received = (fields: Fields, attributes: Readonly<Record<string, unknown>>) =>
  decode(fields, new Map(Object.entries(attributes)));

describe.each(TABLES)('the fields of %s', (_name, fields) => {
  test('come back as they were sent', () => {
    fc.assert(
      fc.property(valueOf(fields), (value) => {
        const sent = encode(fields, value);
        const back = received(fields, sent.attributes);
        expect(back.warnings).toEqual([]);
        // Structures over the limit are shortened, with a warning; all else is unchanged.
        fc.pre(sent.warnings.length === 0);
        expect(plain(back.value)).toEqual(plain(value));
      }),
      { numRuns: 60 },
    );
  });

  test('have keys of their own', () => {
    const keys = Object.values(fields).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('have keys in snake case, under hive or a standard name', () => {
    for (const { key } of Object.values(fields)) {
      expect(key).toMatch(/^(hive|gen_ai|service|deployment|user)(\.[a-z]+(_[a-z]+)*)+$/);
    }
  });

  test('never throw, whatever they are given, and warn about what they drop', () => {
    for (const [what, hostile] of hostileValues()) {
      for (const [name, field] of Object.entries(fields)) {
        const { attributes, warnings } = encode({ [name]: field }, { [name]: hostile });
        const kept = attributes[field.key];
        if (kept === undefined && warnings.length === 0) throw new Error(`${field.key} drops ${what} in silence`);
        expect(() => received({ [name]: field }, { [field.key]: hostile })).not.toThrow();
        expect(() => received({ [name]: field }, attributes)).not.toThrow();
      }
    }
  });

  test('can be read from nothing and from things that are no objects', () => {
    for (const value of [undefined, null, 7, 'text', () => undefined]) {
      expect(encode(fields, value).attributes).toEqual({});
    }
    expect(received(fields, {}).value).toEqual({});
  });
});

function hostileValues(): readonly (readonly [string, unknown])[] {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], 'x');
  return [
    ['a cycle', cycle],
    ['a cycle in a list', [cycle]],
    ['a deep list', deep],
    ['a BigInt', 2n ** 80n],
    ['an object with a BigInt', { big: 2n ** 80n }],
    ['NaN', NaN],
    ['infinity', Infinity],
    ['a negative', -1],
    ['a huge number', 2 ** 63],
    ['a huge string', 'x'.repeat(1_000_000)],
    ['an object with a huge string', { text: 'x'.repeat(1_000_000) }],
    ['a long list', Array.from({ length: 5_000 }, (_, index) => ({ index, description: 'x' }))],
    ['__proto__', JSON.parse('{"__proto__":{"polluted":true}}')],
    ['a symbol', Symbol('x')],
    ['a function', () => 'x'],
    ['an invalid date', new Date(NaN)],
    ['a map', new Map([['a', 1]])],
    ['lone surrogates', '\uD800x\uDC00'],
    ['control characters', '\u0000\u001b[31m'],
    ['the prototype of objects', Object.create(null)],
    [
      'a getter that throws',
      {
        get trap(): never {
          throw new Error('no');
        },
      },
    ],
    [
      'a toJSON that throws',
      {
        toJSON: (): never => {
          throw new Error('no');
        },
      },
    ],
    ['a toJSON that lies', { toJSON: () => 'text' }],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get: (): never => {
            throw new Error('no');
          },
          ownKeys: (): never => {
            throw new Error('no');
          },
        },
      ),
    ],
  ];
}

test('a value whose own getters throw loses those fields alone', () => {
  const value = {
    get taskId(): never {
      throw new Error('no');
    },
    agentId: 'a',
  };
  expect(encode(taskFields, value)).toEqual({
    attributes: { 'hive.agent.id': 'a' },
    warnings: ['hive.task.id: the value cannot be read; the field is dropped'],
  });
});

test('hostile payloads pollute nothing', () => {
  const payload: unknown = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
  const { attributes } = encode(taskFields, { payload });
  expect(attributes['hive.task.payload']).toBe('{"__proto__":{"polluted":true},"a":1}');
  const { value } = received(taskFields, attributes);
  expect(Object.getPrototypeOf(value['payload'])).toBe(Object.prototype);
  expect({}).not.toHaveProperty('polluted');
});

test('words that no list knows are kept and warned about, both ways', () => {
  const sent = encode(taskFields, { agentId: 'a', taskId: 't', outcome: 'exploded' });
  expect(sent.attributes['hive.task.outcome']).toBe('exploded');
  expect(sent.warnings).toEqual(['hive.task.outcome: not one of completed, failed, cancelled; kept as it is']);
  expect(received(taskFields, sent.attributes)).toEqual({
    value: { agentId: 'a', taskId: 't', outcome: 'exploded' },
    warnings: ['hive.task.outcome: not one of completed, failed, cancelled; kept as it is'],
  });
});

test.each(EVENT_CONCEPTS.map((concept) => [concept.kind, concept] as const))(
  '%s has a home, a name, a default summary, tags and a severity even when nothing is known',
  (kind, concept) => {
    expect(conceptOf(kind)).toBe(concept);
    expect(concept.eventName).toBe(`hive.${kind}`);
    expect(kind).toBe(snakeCase(kind));
    expect(typeof concept.summary({})).toBe('string');
    expect(concept.tags({}).every((tag) => tag.length > 0)).toBe(true);
    expect(SEVERITIES).toContain(concept.severity({}));
    expect(concept.doc).not.toBe('');
  },
);

test('kinds are unique, and an unknown kind has no concept', () => {
  const kinds = EVENT_CONCEPTS.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(conceptOf('constructor')).toBeUndefined();
});

test('structures stay within their limit in bytes, not characters', () => {
  const payload = { text: '蜂'.repeat(3_000), more: '巢'.repeat(3_000) };
  const { attributes } = encode(taskFields, { payload });
  const wire = attributes['hive.task.payload'];
  expect(typeof wire === 'string' && Buffer.byteLength(wire) <= JSON_LIMIT).toBe(true);
});
