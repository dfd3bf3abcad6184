/** What decides whether the engine's library exists for a machine. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
  /** Linux with musl (Alpine) has no build of the engine. */
  readonly glibc: boolean;
}

const supported: ReadonlySet<string> = new Set(['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64']);

/** The reason why the engine cannot run on a platform; undefined when it can. */
export function unsupportedReason({ os, cpu, glibc }: Platform): string | undefined {
  const advice =
    os === 'win32'
      ? 'use WSL2, Docker, or a ClickHouse server of your own (CLICKHOUSE_URL)'
      : 'set CLICKHOUSE_URL to a ClickHouse server of your own';
  if (!supported.has(`${os} ${cpu}`)) return `The embedded ClickHouse does not run on ${os} ${cpu}: ${advice}.`;
  if (os === 'linux' && !glibc)
    return `The embedded ClickHouse needs glibc, and this Linux has musl (Alpine?): ${advice}.`;
  return undefined;
}

/** The machine this process runs on. */
export function currentPlatform(): Platform {
  return {
    os: process.platform,
    cpu: process.arch,
    glibc: process.platform !== 'linux' || hasGlibc(process.report.getReport()),
  };
}

function hasGlibc(report: object): boolean {
  const header: unknown = 'header' in report ? report.header : undefined;
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header;
}
