import { rm } from 'node:fs/promises';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { until } from '../../test/until.js';
import { isAlive } from './holder.js';
import { answersAs } from './identity.js';
import { startSupervisedServer } from './supervised-server.js';

const dataDir = temporaryFolder();

afterAll(() => rm(dataDir, { recursive: true }));

test('a server that dies is started again at the same address with the same passwords, until it is stopped', async () => {
  const logged: string[] = [];
  const server = await startSupervisedServer({ dataDir, onLog: (line) => logged.push(line) });
  for (const time of ['first', 'second']) {
    const killed = server.pid();
    process.kill(killed, 'SIGKILL');
    await until(
      `another process answers after the ${time} kill`,
      async () => server.pid() !== killed && answersAs(server.url, server.users.reader),
    );
  }
  const again = 'The embedded ClickHouse ended with SIGKILL; it is started again.';
  expect(logged.filter((line) => line === again)).toHaveLength(2);

  await server.stop();
  expect(await server.exited).toMatchObject({ code: 0, expected: true });
  expect(isAlive(server.pid())).toBe(false);
});

test('a stop right after a death ends the restart too', async () => {
  const server = await startSupervisedServer({ dataDir });
  process.kill(server.pid(), 'SIGKILL');
  await until('the process is gone', () => !isAlive(server.pid()));
  await server.stop();
  expect(isAlive(server.pid())).toBe(false);
  expect(await answersAs(server.url, server.users.reader)).toBe(false);
});
