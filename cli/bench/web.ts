import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { withControl } from '../../connectors/control/connect.ts';
import { writeDraft } from '../../connectors/control/drafts.ts';
import { createOwner } from '../../connectors/control/people.ts';
import { readEndpoints, type Settings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { countOf } from '../count.ts';
import { startReceiver } from '../demo/receiver.ts';
import { runDemo } from '../demo/run-demo.ts';
import { note } from '../output.ts';
import { withEmbeddedHome } from '../platform/embedded-home.ts';
import { judged, plain, type Result } from './identity/targets.ts';
import { report } from './report.ts';
import { quantile } from './segments/live-count.ts';
import { auditPages } from './web/audit.ts';
import { type MainPage, mainPages } from './web/pages.ts';
import { timeResponses } from './web/responses.ts';
import { typeIntoBuilder, watchPages } from './web/vitals.ts';

interface Options {
  persons: number;
  requests: number;
  lighthouse: boolean;
  folder: string;
}

const targets = {
  responseMilliseconds: { bound: 'at most', target: 200, from: 0 },
  paintMilliseconds: { bound: 'at most', target: 1500, from: 0 },
  interactionMilliseconds: { bound: 'at most', target: 200, from: 0 },
  layoutShift: { bound: 'at most', target: 0.05, from: 0 },
  scriptKilobytes: { bound: 'at most', target: 250, from: 0 },
  score: { bound: 'at least', target: 95, from: 0 },
} as const;

export function registerWeb(bench: Command): void {
  bench
    .command('web')
    .description('how fast the ten main pages of the app answer, paint and react')
    .option('--persons <number>', 'persons of the demo company behind them', count, 2000)
    .option('--requests <number>', 'of each page', count, 40)
    .option('--no-lighthouse', 'without its audits')
    .option('--folder <path>', 'where the warehouse is made, for as long as it takes', tmpdir())
    .option('--json', 'every number')
    .action((options: Options) => benchWeb(options));
}

const count = countOf(8);

const benchWeb = (options: Options): Promise<void> =>
  report(async () => {
    const { persons, requests, folder } = options;
    // The receiver's port goes into the environment of the parts, so it is there before them.
    const receiver = await startReceiver(0, join(folder, `weft-bench-${process.pid}`, 'received.jsonl'));
    try {
      return await withEmbeddedHome(
        folder,
        'weft bench',
        async (settings) => ({
          bench: 'web',
          params: { persons, requests },
          results: await measure(settings, receiver.port, options),
        }),
        {
          parts: ['postgres', 'temporal', 'worker', 'web'],
          env: { WEFT_EGRESS_ALLOW: `127.0.0.1:${receiver.port}`, WEFT_WEB_PORT: '0' },
        },
      );
    } finally {
      await receiver.close();
    }
  });

const owner = { name: 'Bench', email: 'bench@weft.test', password: 'for as long as it takes' };

/** Signs in as the owner; resolves to the cookie of the session. */
async function cookieOf(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(owner),
  });
  if (!response.ok) throw new Error(`the sign-in was answered by ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

async function measure(settings: Settings, receiverPort: number, options: Options): Promise<Result[]> {
  const { persons, requests, lighthouse } = options;
  note(`making a company of ${persons.toLocaleString('en')} persons`);
  const now = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000).toISOString();
  await runDemo(settings, { persons, seed: 1, now, receiverPort }, () => undefined);
  await withControl(settings, (control) => createOwner(control, owner));
  const url = readEndpoints(settings.home).web?.url ?? '';
  const cookie = await cookieOf(url);
  const warehouse = await openWarehouse(settings);
  const pages = await mainPages(warehouse).finally(() => warehouse.close());
  return [
    ...(await responses(url, cookie, pages, requests, persons)),
    ...(await vitals(url, cookie, pages, persons)),
    await manyConditions(settings, url, cookie, persons),
    ...(lighthouse ? await audits(url, cookie, pages, persons) : []),
  ];
}

async function responses(
  url: string,
  cookie: string,
  pages: readonly MainPage[],
  requests: number,
  persons: number,
): Promise<Result[]> {
  note(`asking each page ${requests} times`);
  const results: Result[] = [];
  for (const { name, path, list } of pages) {
    const { first, whole } = await timeResponses(url + path, cookie, requests);
    results.push(plain(`${name}_first_byte_p95`, quantile(first, 0.95), 'ms'));
    const p95 = quantile(whole, 0.95);
    results.push(
      list
        ? judged(`${name}_response_p95`, p95, 'ms', 'the issue', targets.responseMilliseconds, persons)
        : plain(`${name}_response_p95`, p95, 'ms'),
    );
  }
  return results;
}

async function vitals(
  url: string,
  cookie: string,
  pages: readonly MainPage[],
  persons: number,
): Promise<Result[]> {
  note('painting each page in Chromium');
  const watched = await watchPages(url, cookie, pages);
  return watched.flatMap(({ name, paintMs, shift, interactionMs, scriptBytes }) => [
    judged(`${name}_largest_paint`, paintMs, 'ms', 'the issue', targets.paintMilliseconds, persons),
    judged(`${name}_layout_shift`, shift, '', 'the brief', targets.layoutShift, persons),
    judged(`${name}_interaction`, interactionMs, 'ms', 'the issue', targets.interactionMilliseconds, persons),
    judged(`${name}_script`, scriptBytes / 1000, 'kB gzipped', 'the issue', targets.scriptKilobytes, persons),
  ]);
}

/** Typing in a segment of ten thousand conditions. */
async function manyConditions(
  settings: Settings,
  url: string,
  cookie: string,
  persons: number,
): Promise<Result> {
  note('typing among 10,000 conditions');
  const where = {
    any: Array.from({ length: 10_000 }, (_, index) => ({ trait: 'lifetime_value', eq: index })),
  };
  await withControl(settings, (control) =>
    writeDraft(control, {
      ...{ kind: 'segment', slug: 'new', author: owner.email, baseVersion: 0 },
      spec: { kind: 'segment', slug: 'new', where },
    }),
  );
  const slowest = await typeIntoBuilder(url, cookie, '/w/default/segments/new');
  return judged(
    'ten_thousand_conditions_interaction',
    ...([slowest, 'ms', 'the issue', targets.interactionMilliseconds, persons] as const),
  );
}

async function audits(
  url: string,
  cookie: string,
  pages: readonly MainPage[],
  persons: number,
): Promise<Result[]> {
  note('auditing each page by Lighthouse');
  const audited = await auditPages(url, cookie, pages);
  return audited.flatMap(({ name, performance, accessibility }) => [
    judged(`${name}_lighthouse_performance`, performance, '', 'the issue', targets.score, persons),
    judged(`${name}_lighthouse_accessibility`, accessibility, '', 'the issue', targets.score, persons),
  ]);
}
