import { publicPathOf } from './public-path.js';

test.each([
  ['public/plugins/acme-hive-app/module.js', 'public/plugins/acme-hive-app/'],
  ['http://host/public/plugins/acme-hive-app/module.js?_cache=1', 'http://host/public/plugins/acme-hive-app/'],
  ['http://host/sub/public/plugins/acme-cards-panel/module.js', 'http://host/sub/public/plugins/acme-hive-app/'],
  [
    'https://cdn/acme/1.0/public/plugins/acme-hive-app/panels/cards/module.js',
    'https://cdn/acme/1.0/public/plugins/acme-hive-app/',
  ],
  ['', 'public/plugins/acme-hive-app/'],
])('a module at %s loads its chunks from %s', (uri, expected) => {
  expect(publicPathOf(uri, 'acme-hive-app')).toBe(expected);
});
