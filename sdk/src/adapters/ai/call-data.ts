import { PREVIEW_LIMIT } from '../../contract/index.js';
import { readPath } from '../../usage/read.js';

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The provider of a model such as `openai.responses`: what follows the dot is the kind of its API. */
export const providerOf = (model: unknown): string | undefined => word(readPath(model, 'provider'))?.split('.')[0];

/** The name that the caller of `generateText` gave this call: `providerOptions: { hiveboard: { name } }`. */
export const nameOf = (params: unknown): string | undefined => word(readPath(params, 'providerOptions.hiveboard.name'));

/** The texts of an answer, or of a message of the prompt. */
export const textOf = (content: unknown): string =>
  word(content) ??
  listOf(content)
    .map((part) => word(readPath(part, 'text')) ?? '')
    .join('');

/** The prompt as a conversation. */
export const promptOf = (params: unknown): string =>
  listOf(readPath(params, 'prompt'))
    .map((message) => `${word(readPath(message, 'role')) ?? ''}: ${textOf(readPath(message, 'content'))}`)
    .join('\n');

/** Puts the start of a streamed answer together. */
export function createTextCollector() {
  let text = '';
  return {
    read: (part: unknown): void => {
      if (text.length < PREVIEW_LIMIT) text += word(readPath(part, 'delta')) ?? '';
    },
    text: (): string => text,
  };
}
