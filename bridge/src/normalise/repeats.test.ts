import { NOON, span } from '../../test/spans.js';
import { recogniser } from './foreign-span.js';
import { normalise } from './normalise.js';

describe('one request told by two spans', () => {
  const outer = { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm', 'llm.token_count.prompt': 9 };
  const inner = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 9 };
  const [A, B, C] = ['a'.repeat(16), 'b'.repeat(16), 'c'.repeat(16)];
  const callsOf = (...spans: Parameters<typeof span>[0][]): (string | undefined)[] =>
    normalise(spans.map(span), NOON).calls.map(({ call }) => call.name);

  test.each<[string, Parameters<typeof span>[0][], string[]]>([
    [
      'a client inside a framework',
      [
        { name: 'inner', spanId: B, parentSpanId: A, attributes: inner },
        { name: 'outer', spanId: A, attributes: outer },
      ],
      ['inner'],
    ],
    [
      'with a span of HTTP between them',
      [
        { name: 'outer', spanId: A, attributes: outer },
        { name: 'POST', spanId: B, parentSpanId: A, attributes: { 'http.request.method': 'POST' } },
        { name: 'inner', spanId: C, parentSpanId: B, attributes: inner },
      ],
      ['inner'],
    ],
    [
      'an inner span without tokens',
      [
        { name: 'outer', spanId: A, attributes: outer },
        { name: 'inner', spanId: B, parentSpanId: A, attributes: { ...inner, 'gen_ai.usage.input_tokens': '' } },
      ],
      ['outer', 'inner'],
    ],
    [
      'a tool between them, which asks for itself',
      [
        { name: 'outer', spanId: A, attributes: outer },
        { name: 'tool', spanId: B, parentSpanId: A, attributes: { 'gen_ai.operation.name': 'execute_tool' } },
        { name: 'inner', spanId: C, parentSpanId: B, attributes: inner },
      ],
      ['outer', 'inner'],
    ],
    [
      'spans that claim to be inside each other',
      [
        { name: 'outer', spanId: A, parentSpanId: C, attributes: {} },
        { name: 'inner', spanId: B, parentSpanId: A, attributes: inner },
        { name: 'third', spanId: C, parentSpanId: A, attributes: inner },
      ],
      ['inner'],
    ],
  ])('is counted once: %s', (_name, spans, names) => {
    expect(callsOf(...spans)).toEqual(names);
  });

  const told = [
    { name: 'inner', spanId: B, parentSpanId: A, attributes: { ...inner, 'client.id': 'c' } },
    { name: 'outer', spanId: A, attributes: outer },
  ];

  test('told apart, in two requests, it is two calls', () => {
    expect(told.flatMap((each) => callsOf(each))).toEqual(['inner', 'outer']);
  });

  test("told apart, it is one call in any order where the user's own row makes a step of one of them", () => {
    const recognise = recogniser([{ name: 'client', gates: [{ key: 'client.id', role: 'step' }], places: {} }]);
    const names = (...spans: typeof told): unknown[] =>
      normalise(spans.map(span), NOON, recognise).calls.map(({ call }) => call.name);
    expect(told.flatMap((each) => names(each))).toEqual(['outer']);
    expect([names(...told), names(...told.toReversed())]).toEqual([['outer'], ['outer']]);
  });
});
