import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPlatform } from '../../cli/platform/platform.ts';
import { choosePort } from '../../cli/platform/ports.ts';
import { processesOf, settingsFor, temporaryHome } from './home.ts';

test('a port that was set and is taken is refused by name, before anything starts', async () => {
  const taken = await listen();
  const home = temporaryHome();
  const settings = settingsFor(home, { WEFT_POSTGRES_PORT: String(taken) });
  await expect(startPlatform(settings, { parts: ['postgres'] })).rejects.toMatchObject({
    message: `Port ${taken} of WEFT_POSTGRES_PORT is in use by process ${process.pid} (${processName()})`,
    mend: expect.stringContaining('WEFT_POSTGRES_PORT'),
  });
  expect(processesOf(home)).toEqual([]);
  expect(existsSync(join(home, 'postgres'))).toBe(false);
});

test('a port that was not set is the one used last, else the default or the next free one', async () => {
  const settings = settingsFor(temporaryHome());
  const free = await choosePort(settingsFor(temporaryHome(), { WEFT_WEB_PORT: '0' }), 'web', {});
  expect(await choosePort(settings, 'web', { web: free })).toBe(free);
  const first = await choosePort(settings, 'web', {});
  expect(first).toBeGreaterThanOrEqual(4700);
  await listen(first);
  expect(await choosePort(settings, 'web', { web: first })).toBeGreaterThan(first);
});

test('two homes that start from the same default do not take one port', async () => {
  const settings = settingsFor(temporaryHome());
  const first = await choosePort(settings, 'web', {});
  expect(await choosePort(settings, 'web', {}, new Set([first]))).not.toBe(first);
});

async function listen(port = 0): Promise<number> {
  const server: Server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const processName = (): string => readFileSync('/proc/self/comm', 'utf8').trim();
