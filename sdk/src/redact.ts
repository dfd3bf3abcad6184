import { isRecord, type Ink } from './contract/index.js';
import { messageOf, type Warn } from './warnings.js';

/** Takes out of a text what must not leave. */
export type Redact = (text: string) => string;

/** Stands where nothing else may. */
const REDACTED = '[redacted]';
/** Deeper than this nothing is looked at, and nothing is let out. */
const DEEPEST = 16;

/** Whether digits are a card's: the check that card numbers pass and most other numbers do not. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * What secrets look like. No pattern nests one repetition in another, so that none takes long on any text. In a pattern
 * with a group, the group says what comes before the secret and stays.
 */
const SECRETS: readonly (readonly [what: string, pattern: RegExp, isOne?: (found: string) => boolean])[] = [
  [
    'private key',
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,10000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  ],
  ['token', /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g],
  ['key', /\b(?:sk|pk|rk|hb)[-_][\w-]{16,}/g],
  ['key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['key', /\bAIza[\w-]{35}/g],
  ['token', /\b(?:gh[pousr]|github_pat|glpat|xox[abeoprs]|npm|hf)[-_][\w-]{16,}/g],
  ['token', /(\bBearer\s+)[\w.~+/=-]{8,}/gi],
  ['secret', /(\b(?:api[_-]?key|access[_-]?key|secret|token|password|passwd|pwd)["']?\s?[:=]\s?["']?)[^\s"',;&]{4,}/gi],
  ['credentials', /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/:@]{1,100}:[^\s/@]{1,200}(?=@)/gi],
  ['e-mail', /\b[\w.%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\b/gi],
  ['card', /\b\d(?:[ -]?\d){12,18}\b/g, (found) => passesLuhn(found.replace(/\D/g, ''))],
];

/** Entries of structures whose values are secrets, whatever those look like. */
const SECRET_NAMES = /^(?:.*[_-])?(?:api[_-]?key|secret|token|password|passwd|authorization|cookie)$/i;

/** The built-in set: keys, tokens, private keys, passwords, credentials in addresses, cards and e-mail addresses. */
export const redactSecrets: Redact = (text) =>
  SECRETS.reduce(
    (left, [what, pattern, isOne]) =>
      left.replace(pattern, (found: string, before: unknown) =>
        isOne?.(found) === false ? found : `${typeof before === 'string' ? before : ''}[${what} redacted]`,
      ),
    text,
  );

const isFunction = (value: unknown): value is (text: string) => unknown => typeof value === 'function';

/** What an option that may be anything says. Undefined: nothing is redacted. */
function ruleOf(option: unknown, warn: Warn): { readonly redact: Redact; readonly byName: boolean } | undefined {
  if (option === undefined || option === false) return undefined;
  if (option === 'secrets') return { redact: redactSecrets, byName: true };
  if (!isFunction(option)) {
    warn("init: redact must be a function or 'secrets'; until it is, all texts are withheld");
    return { redact: () => REDACTED, byName: false };
  }
  const redact: Redact = (text) => {
    try {
      const left = option(text);
      if (typeof left === 'string') return left;
      warn('redact must give back a text; the text is withheld');
    } catch (error) {
      warn(`redact failed: ${messageOf(error)}; the text is withheld`);
    }
    return REDACTED;
  };
  return { redact, byName: false };
}

/** Redacts texts and structures. When in doubt a text is withheld: it can be asked for again, but not taken back. */
export function createRedactor(option: unknown, warn: Warn): Ink['redact'] {
  const rule = ruleOf(option, warn);
  if (rule === undefined) return undefined;
  const { redact, byName } = rule;
  const within = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return redact(value);
    if (depth > DEEPEST) return REDACTED;
    if (Array.isArray(value)) return value.map((item) => within(item, depth + 1));
    // What has its own idea of JSON, such as a date, is no structure of texts.
    if (!isRecord(value) || typeof value['toJSON'] === 'function') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        byName && typeof item === 'string' && SECRET_NAMES.test(name) ? REDACTED : within(item, depth + 1),
      ]),
    );
  };
  return (value) => within(value, 0);
}
