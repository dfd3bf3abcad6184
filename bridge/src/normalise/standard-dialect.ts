import type { Dialect } from './dialect.js';
import { OPERATION } from './roles.js';

/** The GenAI conventions themselves, which also version 7 of the Vercel AI SDK and OpenAI Agents in Python follow. */
export const STANDARD_DIALECT: Dialect = { name: 'gen_ai', gates: [OPERATION], places: {} };
