import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findChromium } from '../grafana-plugin/test/chromium.js';

// `npm test` drives a real browser. This finds one, installs one where it may, or says what to install.

const advice =
  'Install Chromium or Google Chrome, or set HIVE_CHROMIUM to the program of one, then run `npm test` again.';

function main(): number {
  const found = findChromium();
  if (found !== undefined) {
    console.log(`Browser tests use ${found}`);
    return 0;
  }
  if (process.env['HIVE_CHROMIUM'])
    return fail(`HIVE_CHROMIUM is ${process.env['HIVE_CHROMIUM']}, which is no program.`);
  if (!isDebian()) return fail('The tests need a Chromium, and none was found.');
  if (process.getuid?.() !== 0) {
    return fail(
      'The tests need a Chromium: sudo apt-get update && sudo apt-get install --no-install-recommends chromium',
    );
  }
  console.log('The tests need a Chromium: installing it with apt-get …');
  const isInstalled = apt('update') && apt('install', '--yes', '--no-install-recommends', 'chromium');
  const installed = findChromium();
  // Ubuntu's package only points to a snap, which a container cannot run.
  if (!isInstalled || installed === undefined || !runs(installed)) return fail('apt-get could not install chromium.');
  console.log(`Browser tests use ${installed}`);
  return 0;
}

function fail(message: string): number {
  console.error(`${message}\n${advice}`);
  return 1;
}

const apt = (...args: readonly string[]): boolean =>
  spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

const runs = (program: string): boolean => spawnSync(program, ['--version'], { timeout: 120_000 }).status === 0;

/** Debian, or a system that calls itself like it (Ubuntu). */
function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

process.exitCode = main();
