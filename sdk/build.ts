import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Builds what is published: ES modules by the compiler, and from them CommonJS, file by file. Whatever lies in src is
// built; the exports of package.json alone say what can be imported. An argument names another folder than dist.

const here = dirname(fileURLToPath(import.meta.url));
const dist = resolve(process.argv[2] ?? join(here, 'dist'));
const esm = join(dist, 'esm');
const commonjs = join(dist, 'cjs');

rmSync(dist, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '--project', join(here, 'tsconfig.build.json'), '--outDir', esm], {
  stdio: 'inherit',
});

// What fields mean is for the documentation, which is written from the sources: a tenth of the core that nobody needs
// where it runs.
for (const file of readdirSync(join(esm, 'contract'))) {
  if (!file.endsWith('.js')) continue;
  const path = join(esm, 'contract', file);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/\bdoc:\s*(['"`])(?:(?!\1)[^\\]|\\.)*\1/gs, "doc: ''"));
}

// Declarations say the same in both formats; which one they describe, the package.json beside them tells.
cpSync(esm, commonjs, { recursive: true, filter: (path) => !path.endsWith('.js') });
writeFileSync(join(commonjs, 'package.json'), '{ "type": "commonjs" }\n');
await build({
  entryPoints: [join(esm, '**/*.js')],
  outdir: commonjs,
  format: 'cjs',
  platform: 'node',
  target: 'node20.6',
});
