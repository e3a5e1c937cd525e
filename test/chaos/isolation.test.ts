import { afterAll, beforeAll, expect, test } from 'vitest';
import { followSync, outcomeOf } from '../../cli/follow.ts';
import { applyWorkspace } from '../../connectors/control/apply.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { destinationSchema } from '../../models/workspace/kinds/destination.ts';
import { syncSchema } from '../../models/workspace/kinds/sync.ts';
import { cancelRun } from '../../workflows/run-sync/control-run.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { useWeft } from '../fixtures/weft.ts';
import { HubspotServer } from '../simulators/hubspot.ts';

/** More than one destination may send at once, and more than the worker plans at once. */
const syncsToEach = 10;

const healthy = await HttpSink.start();
const hanging = { webhook: await HttpSink.start(), hubspot: await HubspotServer.start() };
for (const server of Object.values(hanging)) server.faults.push(...Array(10_000).fill({ hang: 'before' }));

const weft = useWeft(['postgres', 'temporal', 'worker'], {
  WEFT_EGRESS_ALLOW: [healthy, ...Object.values(hanging)].map(({ url }) => new URL(url).host).join(','),
  HUBSPOT_TOKEN: hanging.hubspot.token,
});

const stuck = Array.from({ length: syncsToEach }, (_, n) => [`webhook_${n}`, `hubspot_${n}`]).flat();

beforeAll(async () => {
  await weft.warehouse.execute(
    "create table raw.people as select n as id, 'person' || n || '@example.org' as email from range(2000) as t(n)",
  );
  const sync = (slug: string, to: Record<string, unknown>) =>
    syncSchema.parse({
      ...{ kind: 'sync', slug, from: { table: 'raw.people' }, mode: 'upsert', key: 'email', to },
      map: { email: 'email' },
    });
  const resources = [
    destinationSchema.parse({
      ...{ kind: 'destination', slug: 'healthy', type: 'webhook' },
      config: { url: healthy.url },
    }),
    destinationSchema.parse({
      ...{ kind: 'destination', slug: 'webhook', type: 'webhook' },
      config: { url: hanging.webhook.url, timeout_ms: 300_000 },
    }),
    destinationSchema.parse({
      ...{ kind: 'destination', slug: 'hubspot', type: 'hubspot' },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as a workspace refers to a secret.
      config: { access_token: '${env:HUBSPOT_TOKEN}', api_url: hanging.hubspot.url },
    }),
    sync('before', { destination: 'healthy', object: 'request' }),
    sync('beside', { destination: 'healthy', object: 'request' }),
    ...stuck.map((slug) =>
      slug.startsWith('webhook')
        ? sync(slug, { destination: 'webhook', object: 'request' })
        : sync(slug, { destination: 'hubspot', object: 'contacts' }),
    ),
  ];
  await withControl(weft.settings, (control) =>
    applyWorkspace(control, resources, { source: 'cli', actor: 'a test' }),
  );
}, 60_000);

afterAll(async () => {
  for (const server of [healthy, ...Object.values(hanging)]) await server.close();
});

test('destinations that hang for ever, with many syncs to each, slow no sync to another', async () => {
  const timed = async (slug: string) => {
    const began = performance.now();
    const { run, failure } = await followSync(weft.settings, slug);
    expect(failure).toBeNull();
    expect(run).toMatchObject({ status: 'complete', accepted: 2000 });
    return performance.now() - began;
  };
  const alone = await timed('before');
  const started = await Promise.all(
    stuck.map(async (slug) => ({ slug, run: await startSync(weft.settings, slug, { trigger: 'cli' }) })),
  );
  await expect.poll(() => hanging.webhook.requests.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(100);
  await expect
    .poll(() => hanging.hubspot.requests.length, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(syncsToEach);

  const beside = await timed('beside');
  expect(beside).toBeLessThan(3 * alone + 3000);

  await Promise.all(started.map(({ run }) => cancelRun(weft.settings, run.runId)));
  for (const { slug, run } of started) {
    const { run: ended } = await outcomeOf(weft.settings, slug, run);
    expect(ended).toMatchObject({ status: 'cancelled', accepted: 0 });
    expect(ended.pending).toBe(ended.planned);
  }
}, 180_000);
