import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { useApplication } from '../application.js';
import { startCollector, type Collector } from '../collector.js';

const app = useApplication();
let collector: Collector;
const children: ChildProcess[] = [];
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await collector.close();
});

const environment = (): NodeJS.ProcessEnv => ({ HIVE_ENDPOINT: collector.endpoint });
const run = (file: string) => app().outcome(process.execPath, [file], environment());

/** A program that runs on while the test talks to it by signals; its lines are read as they come. */
function start(file: string) {
  const child = app().start(file, environment());
  children.push(child);
  if (child.stdout === null) throw new Error('its output is piped');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const watchers = new Set<() => void>();
  reader.on('line', (line) => {
    lines.push(line);
    for (const look of [...watchers]) look();
  });
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => code ?? signal);
  return {
    child,
    lines,
    /** How it ended: by exit code or by signal, once all it printed is read. */
    ended: Promise.all([ended, once(reader, 'close')]).then(([how]) => how),
    /** Resolves once it has printed what is looked for. */
    printed: (isEnough: (lines: readonly string[]) => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isEnough(lines)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}

const has = (line: string) => (lines: readonly string[]) => lines.includes(line);
const named = (name: string) => collector.spans.filter((span) => span.name === name);
const spanIds = () => collector.spans.map(({ spanId }) => spanId);

const AGENT = 'const hive = init(); const agent = hive.agent(name, { heartbeatInterval: 0 });';
const TASK = "await agent.task('t', {}, async (task) => { task.event('note', {}); });";

describe('several threads and processes', () => {
  /** What a thread or process does: it reports, and just ends. */
  const work = (name: string): string => `
    const { init } = require('@hiveboard/sdk');
    void (async () => { const name = ${name}; ${AGENT} ${TASK} })();
  `;

  test('each worker thread has a client of its own, says everything and ends by itself', async () => {
    app().write('worker.cjs', work("require('node:worker_threads').workerData"));
    app().write(
      'threads.cjs',
      `const { Worker } = require('node:worker_threads');
       ${work("'main'")}
       for (const name of ['one', 'two', 'three']) {
         new Worker('./worker.cjs', { workerData: name }).on('exit', (code) => console.log(name, code));
       }`,
    );
    const { code, stdout } = await run('threads.cjs');
    expect({ code, exits: stdout.trim().split('\n').sort() }).toEqual({
      code: 0,
      exits: ['one 0', 'three 0', 'two 0'],
    });
    for (const name of ['main', 'one', 'two', 'three']) expect(named(`invoke_agent ${name}`)).toHaveLength(1);
    expect(new Set(spanIds()).size).toBe(collector.spans.length);
  });

  test('a forked process reports for itself; what the parent has to say goes out once', async () => {
    app().write(
      'fork.cjs',
      `const { fork } = require('node:child_process');
       const who = process.argv[2] ?? 'parent';
       ${work('who')}
       if (who === 'parent') for (const child of ['left', 'right']) fork(__filename, [child]);`,
    );
    expect(await run('fork.cjs')).toMatchObject({ code: 0 });
    for (const name of ['parent', 'left', 'right']) expect(named(`invoke_agent ${name}`)).toHaveLength(1);
    expect(new Set(spanIds()).size).toBe(collector.spans.length);
  });

  test('the members of a cluster share a server, and report each for itself', async () => {
    app().write(
      'cluster.cjs',
      `const cluster = require('node:cluster');
       const { createServer, get } = require('node:http');
       const { init } = require('@hiveboard/sdk');
       const name = cluster.isPrimary ? 'primary' : 'member' + cluster.worker.id;
       ${AGENT}
       if (cluster.isPrimary) {
         let up = 0;
         cluster.on('listening', (_, { port }) => {
           up += 1;
           if (up < 2) return;
           void (async () => {
             ${TASK}
             // Round robin: each member gets one, and stops after it.
             for (let asked = 0; asked < 2; asked += 1) get({ port, agent: false }, (answer) => answer.resume());
           })();
         });
         cluster.fork();
         cluster.fork();
       } else {
         const server = createServer(async (_, response) => {
           ${TASK}
           await hive.shutdown();
           response.end();
           cluster.worker.disconnect();
         });
         server.listen(0, '127.0.0.1');
       }`,
    );
    expect(await run('cluster.cjs')).toMatchObject({ code: 0 });
    for (const name of ['primary', 'member1', 'member2']) expect(named(`invoke_agent ${name}`)).toHaveLength(1);
    expect(new Set(spanIds()).size).toBe(collector.spans.length);
  });
});

describe('the end of a process', () => {
  const program = (rest: string): string => `
    const { init } = require('@hiveboard/sdk');
    void (async () => {
      const name = 'a'; ${AGENT} ${TASK}
      const open = agent.startTask('open');
      open.event('so far', {});
      ${rest}
    })();
  `;
  const waiting = "console.log('ready'); setInterval(() => undefined, 60_000);";

  test('process.exit keeps its code, and what was flushed before it has arrived', async () => {
    app().write('exit.cjs', program('await hive.flush(); open.event("too late", {}); process.exit(7);'));
    expect(await run('exit.cjs')).toEqual({ code: 7, stdout: '', stderr: '' });
    expect(named('invoke_agent a')).toHaveLength(1);
    expect(named('hive.progress')).toHaveLength(1);
  });

  test('process.exitCode and an uncaught error stay what they are', async () => {
    app().write('code.cjs', program('open.complete(); process.exitCode = 4;'));
    expect(await run('code.cjs')).toEqual({ code: 4, stdout: '', stderr: '' });
    expect(named('invoke_agent a')).toHaveLength(2);
    app().write('uncaught.cjs', program("setImmediate(() => { throw new Error('of the application'); });"));
    const { code, stderr } = await run('uncaught.cjs');
    expect(code).toBe(1);
    expect(stderr).toContain('of the application');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s without a handler ends the process as it would without us',
    async (signal) => {
      app().write('plain.cjs', program(waiting));
      const { child, printed, ended } = start('plain.cjs');
      await printed(has('ready'));
      child.kill(signal);
      expect(await ended).toBe(signal);
    },
  );

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'a handler of the application for %s decides alone: its exit code stands',
    async (signal) => {
      app().write(
        'handled.cjs',
        program(`process.once('${signal}', () => { console.log('bye'); process.exit(3); }); ${waiting}`),
      );
      const { child, lines, printed, ended } = start('handled.cjs');
      await printed(has('ready'));
      child.kill(signal);
      expect(await ended).toBe(3);
      expect(lines).toEqual(['ready', 'bye']);
    },
  );

  test('a handler that lets the process live lets it live, and its work is reported', async () => {
    app().write(
      'lives.cjs',
      program(`const alive = setInterval(() => undefined, 60_000);
        process.on('SIGTERM', async () => {
          open.complete();
          await hive.flush();
          console.log('still here');
        });
        process.on('SIGINT', () => { console.log('done'); clearInterval(alive); process.exitCode = 5; });
        console.log('ready');`),
    );
    const { child, lines, printed, ended } = start('lives.cjs');
    await printed(has('ready'));
    child.kill('SIGTERM');
    await printed(has('still here'));
    child.kill('SIGTERM');
    await printed((all) => all.filter((line) => line === 'still here').length === 2);
    expect(named('invoke_agent a')).toHaveLength(2);
    child.kill('SIGINT');
    expect(await ended).toBe(5);
    expect(lines).toEqual(['ready', 'still here', 'still here', 'done']);
  });
});

describe('a process that is frozen', () => {
  test('when a handler that awaits flush returns, everything is out', async () => {
    app().write(
      'handler.cjs',
      `const { init } = require('@hiveboard/sdk');
       const hive = init();
       const agent = hive.agent('a', { heartbeatInterval: 0 });
       async function handler(name) {
         await agent.task(name, {}, async (task) => { task.event('note', {}); });
         await hive.flush();
         return name;
       }
       process.stdin.on('data', async (name) => { console.log(await handler(String(name))); });
       console.log('ready');`,
    );
    const { child, printed } = start('handler.cjs');
    await printed(has('ready'));
    for (const name of ['first', 'second']) {
      child.stdin?.write(name);
      await printed(has(name));
      child.kill('SIGSTOP'); // from now on nothing can leave
      expect(named('invoke_agent a').at(-1)?.attributes['hive.task.id']).toBe(name);
      child.kill('SIGCONT');
    }
    expect(named('invoke_agent a')).toHaveLength(2);
  });

  test('after it thaws it beats on at its pace: nothing is made up for', async () => {
    app().write(
      'beating.cjs',
      `const { init } = require('@hiveboard/sdk');
       const name = process.env.NAME;
       const agent = init({ flushIntervalMs: 50 }).agent(name, { heartbeatInterval: 0.2 });
       agent.startTask('long').event('begun', {});
       setInterval(() => undefined, 60_000);`,
    );
    const beats = (name: string) =>
      collector.spans
        .filter(({ attributes }) => attributes['hive.agent.id'] === name)
        .flatMap(({ events }) => events.filter((event) => event.name === 'hive.heartbeat').map(({ at }) => at));
    const more = (name: string, count: number) => {
      const goal = beats(name).length + count;
      return collector.until(() => (beats(name).length >= goal ? true : undefined));
    };
    for (const name of ['frozen', 'witness']) {
      const child = app().start('beating.cjs', { ...environment(), NAME: name });
      children.push(child);
    }
    await Promise.all([more('frozen', 2), more('witness', 2)]);
    const [frozen] = children;
    frozen?.kill('SIGSTOP');
    await more('witness', 8);
    const before = beats('frozen').length;
    frozen?.kill('SIGCONT');
    await more('frozen', 4);
    const gaps = beats('frozen').map((at, index, all) => at - (all[index - 1] ?? -Infinity));
    expect(gaps.slice(before).filter((gap) => gap < 100)).toEqual([]);
  });
});

/** The numbers of all events that have arrived, and how old each was when the span that brought it was made. */
const arrived = (): ReadonlyMap<number, number> =>
  new Map(
    collector.spans.flatMap(({ endedAt, events }) =>
      events.flatMap(({ at, attributes }): [number, number][] => {
        const payload = attributes['hive.custom.payload'];
        return typeof payload === 'string' ? [[Number(payload.replace(/\D/g, '')), endedAt - at]] : [];
      }),
    ),
  );

test('kill -9 of a busy agent loses no more than its last second', async () => {
  app().write(
    'busy.cjs',
    `const { init } = require('@hiveboard/sdk');
     const agent = init().agent('busy');
     // So many that none of them has enough news to send any before its turn.
     const tasks = Array.from({ length: 20 }, (_, index) => agent.startTask('task ' + index));
     let number = 0;
     setInterval(() => {
       number += 1;
       tasks[number % tasks.length].event('step', { number });
       console.log(number + ' ' + Date.now());
     }, 5);`,
  );
  const { child, lines, printed, ended } = start('busy.cjs');
  await printed((all) => all.length >= 1000);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');

  const emitted = lines.map((line) => {
    const [number = 0, at = 0] = line.split(' ').map(Number);
    return { number, at };
  });
  const last = emitted.at(-1)?.at ?? 0;
  // A second between two looks at the running tasks, and as much again for the way.
  const due = emitted.filter(({ at }) => at < last - 2000).map(({ number }) => number);
  expect(due.length).toBeGreaterThan(100);
  const missing = () => due.filter((number) => !arrived().has(number));
  await collector.until(() => (missing().length === 0 ? true : undefined)).catch(() => undefined);
  expect(missing()).toEqual([]);
  // Wherever between two looks the end came: none of them had waited longer, by the clock of the agent.
  expect([...arrived()].filter(([, age]) => age > 2000)).toEqual([]);
});
