import { clip } from '../contract/fitted.js';
import { PREVIEW_LIMIT } from '../contract/index.js';
import { readFirst, readKey } from '../usage/read.js';

/** Where requests hold what the model is told. */
const PROMPT_PATHS: readonly string[] = ['system', 'instructions', 'messages', 'input', 'prompt'];
/** Where answers, or the last event of a stream, hold all of their text. */
const ANSWER_PATHS: readonly string[] = [
  'choices.0.message.content',
  'choices.0.text',
  'content',
  'output',
  'response.output',
];
/** Where events of a stream hold the next piece of it. */
const PIECE_PATHS: readonly string[] = ['choices.0.delta.content', 'delta.text'];

const filled = (text: string): string | undefined => (text === '' ? undefined : text);

/** The texts of a request, one line each; undefined when there are none. */
export const promptOf = (params: unknown): string | undefined =>
  filled(
    clip(
      PROMPT_PATHS.map((path) => readKey(params, path))
        .flatMap((said) => (Array.isArray(said) ? (said as readonly unknown[]).map(lineOf) : [textOf(said)]))
        .filter((line) => line !== '')
        .join('\n'),
      PREVIEW_LIMIT,
    ),
  );

const lineOf = (message: unknown): string => {
  const role = readKey(message, 'role');
  const text = textOf(message);
  return typeof role === 'string' && text !== '' ? `${role}: ${text}` : text;
};

/** The text of a message, of a part of one, or of a list of them: providers nest them alike. */
function textOf(value: unknown, depth = 5): string {
  if (typeof value === 'string') return value;
  if (depth === 0) return '';
  if (Array.isArray(value)) return (value as readonly unknown[]).map((item) => textOf(item, depth - 1)).join('');
  return textOf(readKey(value, 'text') ?? readKey(value, 'content') ?? '', depth - 1);
}

/** Collects the text of an answer, whole or in pieces, up to the limit. */
export interface AnswerText {
  readonly read: (event: unknown) => void;
  /** Undefined while there is none. */
  readonly text: () => string | undefined;
}

export function createAnswerText(): AnswerText {
  let text = '';
  return {
    read: (event) => {
      const piece = readFirst(event, PIECE_PATHS, readText) ?? responsePiece(event);
      if (piece !== undefined) text = clip(text + piece, PREVIEW_LIMIT);
      else text = clip(readFirst(event, ANSWER_PATHS, (found) => filled(textOf(found))) ?? text, PREVIEW_LIMIT);
    },
    text: () => filled(text),
  };
}

const readText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Other events of OpenAI's Responses carry pieces under the same key: of reasoning, of arguments. */
const responsePiece = (event: unknown): string | undefined =>
  readKey(event, 'type') === 'response.output_text.delta' ? readText(readKey(event, 'delta')) : undefined;
