import { withKey, withoutKey } from './connection-settings.js';

const settings = { url: 'http://bridge:4318', jsonData: { other: 1 }, secureJsonFields: {} };

test('a key becomes the authorization header that Grafana adds on its server', () => {
  expect(withKey(settings, ' hb_live_x ')).toEqual({
    url: 'http://bridge:4318',
    jsonData: { other: 1, httpHeaderName1: 'Authorization' },
    secureJsonFields: {},
    secureJsonData: { httpHeaderValue1: 'Bearer hb_live_x' },
  });
});

test('a reset key is forgotten', () => {
  expect(withoutKey({ ...settings, secureJsonFields: { httpHeaderValue1: true } })).toMatchObject({
    secureJsonFields: { httpHeaderValue1: false },
    secureJsonData: { httpHeaderValue1: '' },
  });
});
