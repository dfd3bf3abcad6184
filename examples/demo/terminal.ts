/** Tells on a terminal what goes on. */
export interface Terminal {
  /** A line, with the seconds since the start. */
  readonly step: (text: string) => void;
  /** A bar that moves, on a terminal; a few lines anywhere else. */
  readonly bar: (label: string, share: number, detail: string) => void;
  /** Lines as they are. */
  readonly print: (text: string) => void;
}

/** Where the text goes: `process.stdout`, or anything like it. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;
const PLAIN_STEP = 0.25;
const CLEAR_LINE = '\r\u001b[2K';

/** @param clock epoch milliseconds */
export function createTerminal(output: Output, clock: () => number = Date.now): Terminal {
  const start = clock();
  let barIsOpen = false;
  let told = 0;
  const elapsed = (): string => `${((clock() - start) / 1000).toFixed(1).padStart(5)} s  `;
  const print = (text: string): void => {
    output.write(`${barIsOpen ? CLEAR_LINE : ''}${text}\n`);
    barIsOpen = false;
  };
  return {
    print,
    step: (text) => {
      print(elapsed() + text);
    },
    bar: (label, share, detail) => {
      const percent = `${Math.floor(share * 100)} %`.padStart(5);
      if (output.isTTY !== true) {
        if (share < 1 && share < told + PLAIN_STEP) return;
        told = share;
        print(`${elapsed()}${label} ${percent}  ${detail}`);
        return;
      }
      const full = Math.round(share * BAR_WIDTH);
      const line = `${elapsed()}${label} ${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${percent}  ${detail}`;
      // A line that wraps could not be cleared again.
      output.write(CLEAR_LINE + line.slice(0, (output.columns ?? 80) - 1));
      barIsOpen = true;
    },
  };
}
