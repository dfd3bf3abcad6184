import { DecodeError } from './decode-error.js';
import { MAX_JSON_MARKS } from './limits.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const ZERO = 0x30;
const NINE = 0x39;

/** Digits that a JavaScript number may not hold exactly. */
const LONG = 16;
/** A number of so many digits after something that may stand before a number; inside strings it may lie. */
const MAY_HOLD_LONG_INTEGER = /[:,[]\s*-?\d{16}/;

/**
 * Parses JSON without losing digits: integers too long for a JavaScript number come out as strings. OTLP writes 64-bit
 * integers as strings, yet receivers must take numbers too.
 *
 * @throws DecodeError when the bytes are no JSON.
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_JSON_MARKS && countMarks(bytes) > MAX_JSON_MARKS) {
    throw new DecodeError('The request holds too many values; send smaller batches.');
  }
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(MAY_HOLD_LONG_INTEGER.test(text) ? quoteLongIntegers(text) : text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new DecodeError('The body is not valid JSON.');
    throw error;
  }
}

/** How often a comma or an opening bracket occurs, be it inside a string. */
function countMarks(bytes: Uint8Array): number {
  let marks = 0;
  for (const byte of bytes) if (byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT) marks++;
  return marks;
}

/** Puts quotes around integers of sixteen digits or more, leaving strings, fractions and exponents alone. */
export function quoteLongIntegers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = afterString(text, at);
    } else if (code === MINUS || isDigit(code)) {
      const end = afterNumber(text, at);
      if (isLongInteger(text, at, end)) {
        pieces.push(text.slice(copied, at), '"', text.slice(at, end), '"');
        copied = end;
      }
      at = end;
    } else at++;
  }
  pieces.push(text.slice(copied));
  return pieces.join('');
}

function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

function afterNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isNumberPart(text.charCodeAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** A digit, or one of `+ - . e E`. */
function isNumberPart(code: number): boolean {
  return isDigit(code) || code === MINUS || code === 0x2b || code === 0x2e || code === 0x65 || code === 0x45;
}

function isLongInteger(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  // A leading zero is no JSON: left as it is, JSON.parse refuses it.
  if (end - first < LONG || text.charCodeAt(first) === ZERO) return false;
  for (let at = first; at < end; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
}
