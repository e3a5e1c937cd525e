import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';
import { fromJson, historiesFolder, historyNames } from './histories.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const textOf = (name: string) => readFileSync(join(historiesFolder, `${name}.json`), 'utf8');

/** Runs the present workflows on histories; by name what is wrong, undefined where nothing is. */
async function replayed(texts: Record<string, string>): Promise<Record<string, string | undefined>> {
  const histories = Object.entries(texts).map(([workflowId, text]) => ({
    workflowId,
    history: fromJson(text),
  }));
  const results = Worker.runReplayHistories(
    { workflowsPath: join(projectRoot, 'workflows', 'index.ts') },
    histories,
  );
  const found: Record<string, string | undefined> = {};
  for await (const { workflowId, error } of results) found[workflowId] = error?.message;
  return found;
}

test('runs that began before a deploy go on after it', { timeout: 120_000 }, async () => {
  expect(readdirSync(historiesFolder).sort()).toEqual(historyNames.map((name) => `${name}.json`).sort());
  const results = await replayed(Object.fromEntries(historyNames.map((name) => [name, textOf(name)])));
  expect(results).toEqual(Object.fromEntries(historyNames.map((name) => [name, undefined])));
});

test('a step that the workflow no longer takes is found', { timeout: 120_000 }, async () => {
  const results = await replayed({
    renamed: textOf('complete').replaceAll('"finishSync"', '"settleSync"'),
    moved: textOf('paused').replaceAll('"markRun"', '"planSync"'),
  });
  expect(results.renamed).toContain('finishSync');
  expect(results.moved).toContain('markRun');
});

test('recorded histories name no machine', () => {
  for (const name of historyNames) {
    const payloads = [...textOf(name).matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    const text = [textOf(name), ...payloads].join('\n');
    for (const machine of [projectRoot, hostname(), '/tmp/', '/home/', '/work/', '/root/'])
      expect(text.includes(machine), `${name}: ${machine}`).toBe(false);
  }
});
