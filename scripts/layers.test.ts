import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const run = promisify(execFile);

/** Files that look where they may not, what they look at, and the rule that says so. */
const VIOLATIONS = [
  ['sdk/src/contract/planted.ts', 'sdk/src/agent.ts', 'contract-stands-alone'],
  ['sdk/src/planted.ts', 'bridge/src/app.ts', 'sdk-sees-nobody'],
  ['clickhouse/src/planted.ts', 'bridge/src/app.ts', 'clickhouse-sees-nobody'],
  ['bridge/src/wire/planted.ts', 'bridge/src/normalise/normalise.ts', 'bridge-wire-sees-decode'],
  ['bridge/src/decode/planted.ts', 'bridge/src/wire/otlp.ts', 'bridge-decode-sees-no-other-stage'],
  ['bridge/src/normalise/planted.ts', 'bridge/src/rows/rows.ts', 'bridge-normalise-sees-decode'],
  ['bridge/src/rows/planted.ts', 'bridge/src/decode/span.ts', 'bridge-rows-sees-normalise'],
  ['bridge/src/store/planted.ts', 'bridge/src/normalise/normalise.ts', 'bridge-store-sees-rows'],
  ['bridge/src/query/planted.ts', 'bridge/src/api/api.ts', 'bridge-query-sees-no-other-stage'],
  ['bridge/src/api/planted.ts', 'bridge/src/store/writer.ts', 'bridge-api-sees-query'],
  ['bridge/src/rows/planted-whole.ts', 'bridge/src/app.ts', 'stages-do-not-see-the-whole'],
  ['bridge/src/planted-agent.ts', 'sdk/src/agent.ts', 'others-see-only-the-contract'],
  ['bridge/src/planted-fixture.ts', 'bridge/test/fixture.ts', 'sources-do-not-see-tests'],
  ['grafana-plugin/src/planted.ts', 'clickhouse/src/index.ts', 'plugin-speaks-http-only'],
  ['bridge/src/client/planted.ts', 'bridge/src/api/routes.ts', 'client-runs-anywhere'],
  ['grafana-plugin/src/planted-preview.ts', 'grafana-plugin/preview/main.ts', 'plugin-leaves-its-preview-alone'],
] as const;

/** What the stages really do, and must stay allowed. */
const ALLOWED = [
  ['bridge/src/app.ts', 'bridge/src/store/writer.ts'],
  ['bridge/src/store/writer.ts', 'bridge/src/rows/rows.ts'],
  ['bridge/src/rows/rows.ts', 'bridge/src/normalise/normalise.ts'],
  ['bridge/src/normalise/normalise.ts', 'bridge/src/decode/span.ts'],
  ['bridge/src/api/api.ts', 'bridge/src/query/agents.ts'],
  ['bench/main.ts', 'bridge/src/decode/span.ts'],
  ['grafana-plugin/src/data/request.ts', 'bridge/src/client/index.ts'],
] as const;

const FOLDERS = ['sdk', 'clickhouse', 'bridge', 'grafana-plugin', 'bench'] as const;
let folder: string;

async function plant(path: string, source: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), source);
}

const importing = (from: string, to: string): string =>
  `import '${'../'.repeat(from.split('/').length - 1)}${to.replace(/\.ts$/, '.js')}';\n`;

/** Every complaint of dependency-cruiser about the planted files. */
async function complaints(): Promise<readonly string[]> {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, ...FOLDERS, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: unknown) => {
      // It ends with the number of violations: the report is what counts.
      if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string')
        return { stdout: error.stdout };
      throw error;
    },
  );
  const { summary } = JSON.parse(stdout) as {
    readonly summary: {
      readonly violations: readonly {
        readonly from: string;
        readonly to: string;
        readonly rule: { readonly name: string };
      }[];
    };
  };
  return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`).sort();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hive-layers-'));
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json']) await cp(join(ROOT, name), join(folder, name));
  await plant('package.json', '{ "name": "planted", "private": true, "type": "module" }\n');
  const targets = new Set([...VIOLATIONS, ...ALLOWED].map(([, to]) => to));
  for (const target of targets) await plant(target, 'export {};\n');
  for (const [from, to] of ALLOWED) await plant(from, importing(from, to));
  for (const [from, to] of VIOLATIONS) await plant(from, importing(from, to));
  await plant('bridge/src/query/circle-a.ts', "import './circle-b.js';\n");
  await plant('bridge/src/query/circle-b.ts', "import './circle-a.js';\n");
  await plant('bridge/src/query/nowhere.ts', "import './no-such-file.js';\n");
});

afterAll(() => rm(folder, { recursive: true }));

test('each file that looks where it may not is named, and no other', async () => {
  expect(await complaints()).toEqual(
    [
      ...VIOLATIONS.map(([from, to, rule]) => `${rule}: ${from} → ${to}`),
      'no-circular: bridge/src/query/circle-a.ts → bridge/src/query/circle-b.ts',
      'no-unresolvable: bridge/src/query/nowhere.ts → ./no-such-file.js',
    ].sort(),
  );
});
