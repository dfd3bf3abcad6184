import fc from 'fast-check';
import { createRedactor, redactSecrets } from './redact.js';

// Put together here, so that no scanner of repositories takes an example for a leak.
const of = (...parts: readonly string[]): string => parts.join('');
const base62 = 'Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0FeDcBa';

test.each([
  ['an OpenAI key', of('sk-', 'proj-', base62), '[key redacted]'],
  ['an Anthropic key', of('sk-', 'ant-api03-', base62), '[key redacted]'],
  ['a Stripe key', of('sk_', 'live_', base62), '[key redacted]'],
  ['a key of ours', of('hb_', 'live_', base62), '[key redacted]'],
  ['an AWS key', of('AKIA', 'IOSFODNN7EXAMPLE'), '[key redacted]'],
  ['a Google key', of('AIza', 'SyA-1234567890abcdefghijklmnopqrstu'), '[key redacted]'],
  ['a GitHub token', of('ghp_', base62), '[token redacted]'],
  ['a Slack token', of('xoxb-', '1234567890-', base62), '[token redacted]'],
  ['a JSON web token', of('eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxMjM0In0.', 'c2lnbmF0dXJl'), '[token redacted]'],
  ['a bearer token', 'Authorization: Bearer abcdef1234567890', 'Authorization: Bearer [token redacted]'],
  ['a password in settings', 'host=db password=hunter22 port=1', 'host=db password=[secret redacted] port=1'],
  ['a password in JSON text', '{"password": "hunter22"}', '{"password": "[secret redacted]"}'],
  ['credentials in an address', 'postgres://ada:s3cret@db/x', 'postgres://[credentials redacted]@db/x'],
  ['an e-mail address', 'Write to ada.l+x@mail.example.com.', 'Write to [e-mail redacted].'],
  ['a card', 'card 4242 4242 4242 4242, thanks', 'card [card redacted], thanks'],
  ['a card without spaces', '5555555555554444', '[card redacted]'],
  [
    'a private key',
    of('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIE\n-----END RSA PRIVATE', ' KEY-----'),
    '[private key redacted]',
  ],
])('%s is taken out', (_what, text, left) => {
  expect(redactSecrets(`a ${text} z`)).toBe(`a ${left} z`);
});

test.each([
  'Order 4242 4242 4242 4243 of 2026-03-01',
  'task_lead-4821 took 12345678901234567890 ns',
  'The token count is 1500',
  'mail me @ noon, skip-the-line',
  'https://example.com:8080/a@b',
  'claude-sonnet-4-5-20250929',
])('ordinary text stays: %s', (text) => {
  expect(redactSecrets(text)).toBe(text);
});

test('no text takes long', () => {
  const nasty = ['a', '@', '.', '-', ' ', '1', 'eyJ', 'Bearer ', 'sk-', 'password=', '-----BEGIN ', '://', ':'];
  for (const part of nasty) redactSecrets(part.repeat(200_000 / part.length));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...nasty), { maxLength: 2000 }), (parts) => {
      expect(typeof redactSecrets(parts.join(''))).toBe('string');
    }),
  );
});

describe('a redactor', () => {
  const warnings: string[] = [];
  const made = (option: unknown) => createRedactor(option, (message) => warnings.push(message));
  beforeEach(() => {
    warnings.length = 0;
  });

  test('is none when nothing is to be redacted', () => {
    expect(made(undefined)).toBeUndefined();
    expect(made(false)).toBeUndefined();
  });

  test('goes through structures, and knows secrets by their names too', () => {
    const date = new Date(0);
    expect(
      made('secrets')?.({
        mail: ['x@y.example', 7],
        db_password: 'hunter22',
        tokens: 5,
        at: date,
        deep: { apiKey: 'k' },
      }),
    ).toEqual({
      mail: ['[e-mail redacted]', 7],
      db_password: '[redacted]',
      tokens: 5,
      at: date,
      deep: { apiKey: '[redacted]' },
    });
  });

  test('withholds the text when the function throws or gives back something else', () => {
    const throws = made(() => {
      throw new Error('no');
    });
    expect(throws?.('secret')).toBe('[redacted]');
    expect(made(() => 7)?.('secret')).toBe('[redacted]');
    expect(warnings).toEqual([
      'redact failed: no; the text is withheld',
      'redact must give back a text; the text is withheld',
    ]);
  });

  test('withholds everything when the option is something else', () => {
    expect(made('everything')?.({ a: 'text' })).toEqual({ a: '[redacted]' });
    expect(warnings).toEqual(["init: redact must be a function or 'secrets'; until it is, all texts are withheld"]);
  });

  test('withholds what is nested too deeply, and so ends on cycles', () => {
    const cycle: Record<string, unknown> = { text: 'x@y.example' };
    cycle['self'] = cycle;
    expect(JSON.stringify(made('secrets')?.(cycle))).not.toContain('x@y.example');
  });
});
