/** Records histories: `node test/replay/record.ts [NAME…]`, all by default. README.md says when. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf } from '../../cli/follow.ts';
import { withEmbeddedHome } from '../../cli/platform/embedded-home.ts';
import { applyWorkspace } from '../../connectors/control/apply.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { currentResource } from '../../connectors/control/edit.ts';
import type { Settings } from '../../connectors/settings.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { type Kind, type Resource, schemas } from '../../models/workspace/resource.ts';
import { taskQueue, withTemporal } from '../../workflows/client.ts';
import { startPlan } from '../../workflows/plan-identity/start.ts';
import { startRefresh } from '../../workflows/refresh-models/start.ts';
import {
  cancelRun,
  decideOnPlan,
  pauseRun,
  resumeRun,
  waitingPlan,
} from '../../workflows/run-sync/control-run.ts';
import { startSync } from '../../workflows/run-sync/start.ts';
import type { Started } from '../../workflows/start-run.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { type HistoryName, historiesFolder, historyNames, toJson } from './histories.ts';

interface Recording {
  settings: Settings;
  warehouse: Warehouse;
  sink: HttpSink;
}

type Execution = Pick<Started, 'workflowId'> & { executionId?: string };

const sync = (slug: string, more: Record<string, unknown> = {}) => ({
  ...{ kind: 'sync' as const, slug, from: { table: 'raw.people' }, mode: 'upsert', key: 'id' },
  to: { destination: 'hook', object: 'request', rows_per_request: 5 },
  map: { email: 'email' },
  ...more,
});

const resources = (url: string): ({ kind: Kind } & Record<string, unknown>)[] => [
  { kind: 'destination', slug: 'hook', type: 'webhook', config: { url } },
  {
    kind: 'source',
    slug: 'people',
    table: 'raw.people',
    key: 'id',
    identifiers: [{ type: 'email', column: 'email' }],
  },
  { kind: 'identity', slug: 'identity', types: [{ type: 'email', normalize: 'email' }] },
  sync('complete'),
  sync('refused'),
  sync('approved', { approval: { every_run: true } }),
  sync('discarded', { approval: { every_run: true } }),
  sync('paused'),
  sync('cancelled'),
  sync('failed'),
  sync('scheduled'),
  sync('refreshed', { when: { after: 'refresh' } }),
];

/** A run that is under way for as long as the receiver asks it to wait. */
async function startSlowly({ settings, sink }: Recording, slug: string): Promise<Started> {
  sink.faults.push({ answer: 429, headers: { 'retry-after': '600' } });
  const started = await startSync(settings, slug, { trigger: 'cli' });
  while (sink.faults.length > 0) await sleep(50);
  return started;
}

async function ended({ settings }: Recording, slug: string, started: Started): Promise<Execution> {
  await outcomeOf(settings, slug, started);
  return started;
}

async function decided(recording: Recording, slug: string, approved: boolean): Promise<Execution> {
  const { settings, warehouse } = recording;
  const started = await startSync(settings, slug, { trigger: 'cli' });
  // It waits by then.
  await outcomeOf(settings, slug, started);
  await decideOnPlan(settings, await waitingPlan(warehouse, started.runId), { approved, by: 'somebody' });
  await withTemporal(settings, (client) => client.workflow.getHandle(started.workflowId).result());
  return started;
}

const scenarios: Record<HistoryName, (recording: Recording) => Promise<Execution>> = {
  complete: async (recording) =>
    ended(recording, 'complete', await startSync(recording.settings, 'complete', { trigger: 'cli' })),
  rejects: async (recording) => {
    recording.sink.refuse = ({ key }) => (key === '7' ? 'not this one' : undefined);
    const started = await startSync(recording.settings, 'refused', { trigger: 'cli' });
    await outcomeOf(recording.settings, 'refused', started);
    recording.sink.refuse = () => undefined;
    return started;
  },
  approved: (recording) => decided(recording, 'approved', true),
  discarded: (recording) => decided(recording, 'discarded', false),
  paused: async (recording) => {
    const { settings, warehouse } = recording;
    const started = await startSlowly(recording, 'paused');
    await pauseRun(settings, started.runId);
    for (let status: unknown; status !== 'paused'; await sleep(50)) {
      const [run] = await warehouse.query(
        `select status from weft.sync_runs where run_id = '${started.runId}'`,
      );
      status = run?.status;
    }
    await resumeRun(settings, started.runId);
    return ended(recording, 'paused', started);
  },
  cancelled: async (recording) => {
    const started = await startSlowly(recording, 'cancelled');
    await cancelRun(recording.settings, started.runId);
    return ended(recording, 'cancelled', started);
  },
  failed: async (recording) => {
    recording.sink.faults.push({ answer: 401 });
    return ended(recording, 'failed', await startSync(recording.settings, 'failed', { trigger: 'cli' }));
  },
  scheduled: ({ settings }) => executed(settings, 'scheduledSync', 'scheduled-sync-scheduled', ['scheduled']),
  refresh: async ({ settings }) => {
    const started = await startRefresh(settings, { trigger: 'cli' });
    await withTemporal(settings, (client) => client.workflow.getHandle(started.workflowId).result());
    return started;
  },
  scheduled_refresh: ({ settings }) => executed(settings, 'scheduledRefresh', 'scheduled-refresh', []),
  identity_plan: async ({ settings }) => {
    const refreshed = await startRefresh(settings, { trigger: 'cli' });
    const rules = await withControl(settings, (control) => currentResource(control, 'identity', 'identity'));
    if (rules?.resource.kind !== 'identity') throw new Error('there are no identity rules');
    const { resource, version: baseVersion } = rules;
    return withTemporal(settings, async (client) => {
      await client.workflow.getHandle(refreshed.workflowId).result();
      const started = await startPlan(settings, {
        resource: { ...resource, types: resource.types.map((type) => ({ ...type, limit: 2 })) },
        ...{ baseVersion, actor: 'somebody' },
      });
      await client.workflow.getHandle(started.workflowId).result();
      return started;
    });
  },
};

/** What a schedule does. */
async function executed(
  settings: Settings,
  workflow: string,
  workflowId: string,
  args: string[],
): Promise<Execution> {
  await withTemporal(settings, (client) =>
    client.workflow.execute(workflow, { workflowId, taskQueue, args }),
  );
  return { workflowId };
}

async function save(settings: Settings, name: HistoryName, execution: Execution): Promise<void> {
  const history = await withTemporal(settings, (client) =>
    client.workflow.getHandle(execution.workflowId, execution.executionId).fetchHistory(),
  );
  const document: unknown = JSON.parse(toJson(history), withoutMachine);
  writeFileSync(join(historiesFolder, `${name}.json`), `${JSON.stringify(document, null, 1)}\n`);
}

/** Drops what names the machine, its processes and its folders; no replay reads it. */
function withoutMachine(name: string, value: unknown): unknown {
  if (name === 'stackTrace') return '';
  if (name === 'identity' || name === 'binaryChecksum' || name === 'buildId') return 'recorded';
  return typeof value === 'string' && value.includes(hostname()) ? 'recorded' : value;
}

const sink = await HttpSink.start();
const asked = process.argv.slice(2);
const names = historyNames.filter((name) => asked.length === 0 || asked.includes(name));
mkdirSync(historiesFolder, { recursive: true });
try {
  await withEmbeddedHome(
    tmpdir(),
    'recording histories',
    async (settings) => {
      const warehouse = await openWarehouse(settings);
      try {
        await warehouse.execute(
          "create table raw.people as select n as id, 'person' || n || '@example.org' as email from range(20) as t(n)",
        );
        const parsed = resources(sink.url).map(
          (resource): Resource => schemas[resource.kind].parse(resource),
        );
        await withControl(settings, (control) =>
          applyWorkspace(control, parsed, { source: 'cli', actor: 'somebody' }),
        );
        for (const name of names) {
          process.stderr.write(`${name}\n`);
          await save(settings, name, await scenarios[name]({ settings, warehouse, sink }));
        }
      } finally {
        await warehouse.close();
      }
    },
    {
      parts: ['postgres', 'temporal', 'worker'],
      env: { WEFT_EGRESS_ALLOW: new URL(sink.url).host },
    },
  );
} finally {
  await sink.close();
}
