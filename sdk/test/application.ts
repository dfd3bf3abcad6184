import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const SDK = join(__dirname, '..');
const REPOSITORY = join(SDK, '..');

/** The part of a package.json that the tests read. */
export interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export function readManifest(): Manifest {
  // Written by us, checked by npm: its shape is the one above.
  return JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8')) as Manifest;
}

/** What a program printed, and how it ended. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

/** The same, with its exit code, or the signal that ended it. */
export interface Ended extends Ran {
  readonly code: number | NodeJS.Signals | null;
}

/** Programs of this repository, by what they are called on the command line. */
export const tool = (name: string): string => {
  const path = [SDK, REPOSITORY].map((root) => join(root, 'node_modules/.bin', name)).find((file) => existsSync(file));
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
};

/** Where a dependency of this repository lies. */
function installed(name: string): string {
  const path = [SDK, REPOSITORY].map((root) => join(root, 'node_modules', name)).find((folder) => existsSync(folder));
  if (path === undefined) throw new Error(`${name} is not installed`);
  return realpathSync(path);
}

/** An application's folder that has the packed SDK, away from this repository. */
export class Application {
  readonly folder: string;
  readonly tarball: string;

  private constructor(folder: string, tarball: string) {
    this.folder = folder;
    this.tarball = tarball;
  }

  /**
   * Builds and packs the SDK, and installs the tarball with its peer into an empty folder by npm, offline: npm copies
   * the peer from this repository's `node_modules`. Registries are never asked.
   */
  static async withSdk(): Promise<Application> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'hive-packed-')));
    const staged = join(root, 'staged');
    mkdirSync(staged);
    for (const file of ['package.json', 'README.md', 'LICENSE']) cpSync(join(SDK, file), join(staged, file));
    await execute(process.execPath, ['--import', 'tsx', join(SDK, 'build.ts'), join(staged, 'dist')], { cwd: SDK });
    await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: staged });
    const application = new Application(join(root, 'app'), join(root, 'hiveboard-sdk-0.1.0.tgz'));
    application.write('package.json', JSON.stringify({ name: 'app', private: true }));
    const packages = [application.tarball, installed('@opentelemetry/api')];
    const flags = ['--offline', '--install-links', '--no-audit', '--no-fund', '--strict-peer-deps'];
    await application.run('npm', ['install', ...flags, ...packages]);
    return application;
  }

  /** Writes a file below the folder. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Lets the application find a package of this repository. */
  link(name: string): void {
    const link = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(installed(name), link);
  }

  /** Copies a package of this repository, so that its own dependencies are looked up in the application. */
  copy(name: string): void {
    cpSync(installed(name), join(this.folder, 'node_modules', name), { recursive: true });
  }

  /** Runs a program in the folder to its end. Rejects, with what it printed, when it fails. */
  async run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const { code, stdout, stderr } = await this.outcome(program, args, environment);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    return { stdout, stderr };
  }

  /** Runs a program in the folder to its end, whatever that is. */
  outcome(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const options = { cwd: this.folder, env: this.#environment(environment), timeout: 240_000 };
    return new Promise((resolve) => {
      const child = execFile(program, args, options, (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? child.signalCode, stdout, stderr });
      });
    });
  }

  /** Runs a file by Node. */
  node(file: string, environment?: NodeJS.ProcessEnv): Promise<Ran> {
    return this.run(process.execPath, [file], environment);
  }

  /** Starts a file by Node; its output is piped. */
  start(file: string, environment: NodeJS.ProcessEnv): ChildProcess {
    return spawn(process.execPath, [file], { cwd: this.folder, env: this.#environment(environment) });
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }

  #environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    // As in a shell: nothing of jest's, whose NODE_OPTIONS and NODE_ENV would change what is tested.
    const { PATH, HOME } = process.env;
    return { PATH, HOME, ...more };
  }
}

/** One application for all tests of a file. */
export function useApplication(): () => Application {
  let application: Application | undefined;
  beforeAll(async () => {
    application = await Application.withSdk();
  });
  afterAll(() => {
    application?.remove();
  });
  return () => {
    if (application === undefined) throw new Error('the application exists only inside a test');
    return application;
  };
}
