import { randomFillSync } from 'node:crypto';

/** Asking for randomness takes longer than all else that starting a span does, so it is asked for in stock. */
const STOCK_BYTES = 4096;
const stock = Buffer.allocUnsafe(STOCK_BYTES);
let at = STOCK_BYTES;

/** As many random bytes in hexadecimal: the ids of traces and spans. */
export function randomHex(bytes: number): string {
  if (at + bytes > STOCK_BYTES) {
    randomFillSync(stock);
    at = 0;
  }
  at += bytes;
  return stock.toString('hex', at - bytes, at);
}
