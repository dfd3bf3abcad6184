import { currentPlatform, unsupportedReason, type Platform } from './platform.js';

const ownServer = 'set CLICKHOUSE_URL to a ClickHouse server of your own.';

test.each<readonly [platform: Platform, reason: string | undefined]>([
  [{ os: 'linux', cpu: 'x64', glibc: true }, undefined],
  [{ os: 'linux', cpu: 'arm64', glibc: true }, undefined],
  [{ os: 'darwin', cpu: 'arm64', glibc: true }, undefined],
  [{ os: 'darwin', cpu: 'x64', glibc: true }, undefined],
  [
    { os: 'linux', cpu: 'x64', glibc: false },
    `The embedded ClickHouse needs glibc, and this Linux has musl (Alpine?): ${ownServer}`,
  ],
  [{ os: 'linux', cpu: 'riscv64', glibc: true }, `The embedded ClickHouse does not run on linux riscv64: ${ownServer}`],
  [
    { os: 'win32', cpu: 'x64', glibc: true },
    'The embedded ClickHouse does not run on win32 x64: use WSL2, Docker, or a ClickHouse server of your own (CLICKHOUSE_URL).',
  ],
])('%j', (platform, reason) => {
  expect(unsupportedReason(platform)).toBe(reason);
});

test('the machine of these tests is a supported one', () => {
  expect(unsupportedReason(currentPlatform())).toBeUndefined();
});
