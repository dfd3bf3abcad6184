import { isFromThisMachine } from './same-machine.js';

test.each([
  [{ host: 'localhost:3300' }, true],
  [{ host: '127.0.0.1:3300' }, true],
  [{ host: '[::1]:3300' }, true],
  [{ host: 'localhost:3300', origin: 'http://localhost:3300' }, true],
  [{ host: 'localhost:3300', origin: 'http://localhost:8080' }, false],
  [{ host: 'localhost:3300', origin: 'https://elsewhere.example' }, false],
  [{ host: 'localhost:3300', origin: 'null' }, false],
  [{ host: 'rebound.example:3300' }, false],
  [{ host: 'localhost.example:3300' }, false],
  [{ host: '%' }, false],
  [{}, false],
])('a request with %j is answered: %j', (headers, expected) => {
  expect(isFromThisMachine(headers)).toBe(expected);
});
