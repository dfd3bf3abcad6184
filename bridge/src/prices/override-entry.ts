import { z } from 'zod';
import { providerName } from '../normalise/provider-name.js';
import { billionths, billionthsOf, decimalOf } from './rates.js';

const PRICE = 'expected US dollars for a million tokens: from 0 to below 1000000, with nine decimals at the most';

/** A price as a person writes it, in billionths of a dollar. */
const price = z.union(
  [
    z
      .string()
      .regex(/^\d{1,6}(\.\d{1,9})?$/)
      .transform(billionthsOf),
    z
      .number()
      .min(0)
      .lt(1e6)
      .refine((number) => Number(decimalOf(billionths(number))) === number)
      .transform(billionths),
  ],
  { error: PRICE },
);

const optionalPrice = price.nullable().default(null);

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2200, 0, 1);

const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'expected a date such as 2026-11-21, or a moment such as 2026-11-21T12:00:00Z',
  })
  .transform((text) => Date.parse(text))
  .refine((at) => at >= FIRST && at <= LAST, { error: 'expected a year from 2000 to 2200' })
  .nullable()
  .default(null);

const word = z.string().max(256).default('');

/** The fields of an override. */
const fields = {
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: 'expected 1 to 64 letters, digits, dots, dashes or underscores' }),
  /** A model's name, in which `*` stands for anything. */
  model: z.string().min(1, { error: 'expected the name of a model, in which * stands for anything' }).max(256),
  tenant: word,
  provider: word.transform((name) => (name === '' ? '' : providerName(name))),
  service_tier: word.transform((tier) => tier.toLowerCase()),
  /** It holds for calls of more input tokens than this. */
  context_above: z
    .number({ error: 'expected a whole number of input tokens' })
    .int({ error: 'expected a whole number of input tokens' })
    .min(0, { error: 'expected a whole number of input tokens' })
    .default(0),
  input: optionalPrice,
  output: optionalPrice,
  cache_read: optionalPrice,
  cache_write: optionalPrice,
  reasoning: optionalPrice,
  discount_percent: z
    .number({ error: 'expected a number from 0 to 100' })
    .min(0, { error: 'expected a number from 0 to 100' })
    .max(100, { error: 'expected a number from 0 to 100' })
    .refine((percent) => Number.isInteger(Math.round(percent * 1e6) / 1e4), {
      error: 'expected two decimals at the most',
    })
    .default(0),
  effective_from: moment,
  effective_to: moment,
  note: z.string().max(1000).default(''),
};

/** An override as a person writes it. What is left out, or empty, stands for all. */
export const overrideEntry = z
  .strictObject(fields, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: no such field; there are ${Object.keys(fields).join(', ')}`
        : 'expected a price, as `list --json` prints it',
  })
  .superRefine((entry, context) => {
    const complain = (field: keyof typeof entry, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    const { input, output, discount_percent, effective_from, effective_to } = entry;
    if (input === null && output === null && discount_percent === 0) {
      complain('input', 'expected input and output, or a discount_percent off the list price');
    }
    if (input === null && output !== null) complain('input', 'is missing beside output; 0 is a price too');
    if (output === null && input !== null) complain('output', 'is missing beside input; 0 is a price too');
    for (const part of ['cache_read', 'cache_write', 'reasoning'] as const) {
      if (entry[part] !== null && input === null) complain(part, 'stands beside input and output only');
    }
    if (effective_from !== null && effective_to !== null && effective_from >= effective_to) {
      complain('effective_to', 'expected a moment after it begins to hold');
    }
  });

export type OverrideEntry = z.output<typeof overrideEntry>;
