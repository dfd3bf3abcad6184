import { createServer } from 'node:net';
import { relative, resolve } from 'node:path';
import { startBridge, type Bridge } from '@hiveboard/bridge';
import { startPreview, type Preview } from '../../grafana-plugin/preview/server/start-preview.js';
import type { DemoSettings } from './settings.js';
import { tellStory, type Story } from './story.js';
import type { Terminal } from './terminal.js';

/** All parts of the demo, running. */
export interface Demo {
  readonly bridgeUrl: string;
  readonly previewUrl: string;
  readonly story: Story;
  /** Resolves if the database ends by itself, saying how. */
  readonly failed: Promise<string>;
}

/** Undoes what has been done so far, last first; a demo can be stopped at any moment of its start. */
export class Undo {
  readonly #steps: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  /** Remembers a step, or undoes it at once when everything else already was. */
  add(step: () => Promise<void>): void {
    if (this.#running === undefined) this.#steps.push(step);
    else this.#running = this.#running.then(step);
  }

  run(): Promise<void> {
    this.#running ??= this.#undo();
    return this.#running;
  }

  async #undo(): Promise<void> {
    for (const step of this.#steps.toReversed()) await step();
  }
}

/** Fails early and clearly; that the port is taken a moment later is caught where it is bound. */
function checkPort(port: number, variable: string): Promise<void> {
  return new Promise((fulfil, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portTaken(port, variable) : error);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        fulfil();
      });
    });
  });
}

const portTaken = (port: number, variable: string): Error =>
  new Error(`Port ${port} is taken by another program. Set ${variable} to another port, or to 0 for a free one.`);

const failureOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function openBridge({ bridge: config }: DemoSettings, terminal: Terminal): Promise<Bridge> {
  const log = {
    error: (details: object, message: string) => {
      const cause = 'err' in details ? `: ${failureOf(details.err)}` : '';
      terminal.step(`bridge: ${message}${cause}`);
    },
  };
  try {
    return await startBridge(config, { log });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? portTaken(config.port, 'HIVE_PORT') : error;
  }
}

/**
 * Starts the database, the bridge, the preview and the fleet. What has been started is put into `undo` at once.
 * @throws Error saying what to do about it
 */
export async function startDemo(settings: DemoSettings, terminal: Terminal, undo: Undo): Promise<Demo> {
  const { bridge: config, previewPort, fleetSize, keys } = settings;
  if (config.port !== 0) await checkPort(config.port, 'HIVE_PORT');
  if (previewPort !== 0) await checkPort(previewPort, 'HIVE_PREVIEW_PORT');

  const { database } = config;
  const place =
    database.kind === 'external'
      ? database.url
      : `embedded, data in ${relative('.', resolve(database.dataDir)) || '.'}`;
  terminal.step(`Starting ClickHouse (${place}) …`);
  const bridge = await openBridge(settings, terminal);
  undo.add(bridge.close);
  terminal.step(`The bridge listens on ${bridge.url}`);

  // The build, if there is one, runs in a process of its own while history is filled in.
  const opening: Promise<Preview> = startPreview({
    port: previewPort,
    bridgeUrl: bridge.url,
    readKey: keys.preview,
    onProgress: terminal.step,
  });
  // Whoever waits for it comes later; a failure until then is no unhandled one.
  opening.catch(() => undefined);
  undo.add(async () => {
    await opening.then(
      (preview) => preview.stop(),
      () => undefined,
    );
  });

  const story = await tellStory({
    api: { url: bridge.url, readKey: keys.preview },
    ingestKey: keys.fleet,
    fleetSize,
    onStart: (stop) => {
      undo.add(stop);
    },
    onHistory: ({ share, at, spans }) => {
      const moment = new Date(at).toTimeString().slice(0, 5);
      terminal.bar('History', share, `${moment}, ${spans.toLocaleString('en-US')} spans`);
    },
    onTrouble: (message) => {
      terminal.step(`fleet: ${message}`);
    },
  });
  const { from, continues } = story.history;
  const hours = ((Date.now() - from) / 3_600_000).toFixed(1);
  terminal.step(`${fleetSize} agents are live; ${continues ? 'the gap' : 'a history'} of ${hours} h is filled in`);

  const preview = await opening;
  const failed = new Promise<string>((fulfil) => {
    void bridge.database.server?.exited.then(({ code, signal, lastLines }) => {
      fulfil(`The embedded ClickHouse ended (${signal ?? String(code)}). ${lastLines.at(-1) ?? ''}`.trim());
    });
  });
  return { bridgeUrl: bridge.url, previewUrl: preview.url, story, failed };
}
