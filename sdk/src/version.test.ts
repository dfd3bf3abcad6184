import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SDK_NAME, SDK_VERSION } from './version.js';

test('the version and the name are those of the package', () => {
  expect(JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8'))).toMatchObject({
    name: SDK_NAME,
    version: SDK_VERSION,
  });
});
