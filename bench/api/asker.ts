import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply } from './asking.js';

/** Whoever asks the API, in a process of their own: to read and to inflate an answer is not the bridge's work. */
export interface Asker {
  /** @throws {Error} when an address cannot be asked at all */
  readonly ask: (url: string) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** Begins a process that asks one thing after the other. */
export function startAsker(): Asker {
  const child = fork(fileURLToPath(new URL('./asking.ts', import.meta.url)), [], { execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit');
  return {
    ask: async (url) => {
      const replied = once(child, 'message');
      child.send(url);
      const what: readonly unknown[] = await Promise.race([replied, ended]);
      const [reply] = what;
      const end = child.exitCode ?? child.signalCode;
      if (end !== null) throw new Error(`the process that asks ended with ${end}, asked for ${url}`);
      // What asking.ts says.
      return reply as Reply;
    },
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
