import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { withControl } from '../../connectors/control/connect.ts';
import { currentResource } from '../../connectors/control/edit.ts';
import { getIdentityPlan } from '../../connectors/control/identity-plans.ts';
import { type Role, roles } from '../../connectors/control/people-schema.ts';
import { projectRoot } from '../../connectors/settings.ts';
import { type Permission, permissionsOf } from '../../web/data/permissions.ts';
import { startPlan } from '../../workflows/plan-identity/start.ts';
import { cookieOf } from './people.ts';
import { one, useSite } from './site.ts';

const site = await useSite();
const cookies = new Map<Role | 'stranger', string>();
const asked = [...roles, 'stranger'] as const;
let examples: Record<string, string>;

/** Plans other identity rules than those in force, until the plan is there. */
async function planOfIdentity(): Promise<string> {
  return withControl(site.settings, async (control) => {
    const rules = await currentResource(control, 'identity', 'people');
    if (rules?.resource.kind !== 'identity') throw new Error('the demo has no identity rules');
    const { runId } = await startPlan(site.settings, {
      resource: { ...rules.resource, types: rules.resource.types.map((type) => ({ ...type, limit: 2 })) },
      baseVersion: rules.version,
      actor: 'test',
    });
    const status = async () => (await getIdentityPlan(control, runId))?.status;
    await vi.waitFor(async () => expect(await status()).toBe('ready'), { timeout: 90_000, interval: 500 });
    return runId;
  });
}

beforeAll(async () => {
  for (const role of roles) cookies.set(role, await cookieOf(site.url, role));
  const run = await one(
    site.warehouse,
    'select run_id, sync from weft.sync_runs order by planned desc, run_id limit 1',
  );
  const person = await one(
    site.warehouse,
    'select weft_id from weft.identity_persons order by records desc, weft_id limit 1',
  );
  const plan = await planOfIdentity();
  const refresh = await one(site.warehouse, 'select run_id from weft.model_runs limit 1');
  // What stands in an address for each part in brackets, the longest beginning first.
  examples = {
    'w/[workspace]': 'default',
    'segments/[slug]': 'harbor_regulars',
    'segments/lists/[list]': 'catalogue_mailing',
    'traits/[slug]': 'lifetime_value',
    'syncs/[slug]': String(run.sync),
    'syncs/[slug]/runs/[run]': String(run.run_id),
    'destinations/[slug]': 'campaign_tool',
    'destinations/new/[type]': 'webhook',
    'destinations/oauth/[type]': 'salesforce',
    'sources/[slug]': 'crm_contacts',
    'sources/catalogue/[table]': 'raw.crm_contacts',
    'schema/[entity]': 'orders',
    'models/[model]': 'profiles',
    'models/runs/[run]': String(refresh.run_id),
    'models/sql/[kind]/[slug]': 'purchases',
    'models/sql/[kind]': 'entity',
    'identity/graph/[weftId]': String(person.weft_id),
    'identity/plans/[id]': plan,
    'identity/plans/[id]/[tab]': 'merges',
    'profiles/[weftId]': String(person.weft_id),
    'invite/[token]': 'none',
    'api/runs/[id]': 'none',
    'runs/[id]': 'none',
    'api/v1/syncs/[slug]': 'none',
    'resources/[kind]': 'segment',
    'resources/[kind]/[slug]': 'none',
  };
}, 120_000);

const app = join(projectRoot, 'web', 'app');
const files = (name: string): string[] =>
  readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`/${name}`) || file === name)
    .map((file) => file.slice(0, -name.length).replace(/\/$/, ''))
    .toSorted();

/** An address for a folder of the app, with an example for each part in brackets. */
function addressOf(folder: string): string {
  const parts = folder.split('/').filter((part) => part !== '' && !part.startsWith('('));
  const filled = parts.map((part, place) => {
    if (!part.startsWith('[')) return part;
    const path = parts.slice(0, place + 1).join('/');
    const known = Object.keys(examples)
      .filter((example) => path.endsWith(example))
      .toSorted((a, b) => b.length - a.length)[0];
    if (known === undefined) throw new Error(`no example for ${path}: add one to this test`);
    return encodeURIComponent(examples[known] ?? '');
  });
  return `/${filled.join('/')}`;
}

const ask = (path: string, as: Role | 'stranger', init: RequestInit = {}): Promise<Response> =>
  fetch(site.url + path, {
    ...init,
    redirect: 'manual',
    headers: { origin: site.url, ...init.headers, cookie: cookies.get(as) ?? '' },
  });

test('every page sends strangers away, and shows each role something', { timeout: 240_000 }, async () => {
  const wrong: string[] = [];
  const pages = files('page.tsx').filter((folder) => folder.startsWith('w/'));
  expect(pages.length).toBeGreaterThan(40);
  for (const folder of pages) {
    const path = addressOf(folder);
    const away = await ask(path, 'stranger');
    if (away.status !== 307 || !away.headers.get('location')?.includes('/no-access?next=')) {
      wrong.push(`${path}: a stranger gets ${away.status}`);
    }
    for (const role of roles) {
      const response = await ask(path, role);
      const text = await response.text();
      // What an admin does not find is not there, and proves nothing of the others.
      const good = role === 'admin' ? [200, 307] : [200, 307, 404];
      if (!good.includes(response.status)) wrong.push(`${path}: ${role} gets ${response.status}`);
      if (text.includes('Something went wrong')) wrong.push(`${path}: ${role} meets an error`);
    }
  }
  expect(wrong).toEqual([]);
});

test('a session that is none gets nothing', async () => {
  for (const path of [
    '/w/default',
    '/w/default/profiles',
    '/w/default/segments/harbor_regulars/members.csv',
  ]) {
    const response = await fetch(site.url + path, {
      redirect: 'manual',
      headers: { cookie: 'weft.session_token=made-up.c2lnbmF0dXJl' },
    });
    expect([path, response.status]).toEqual([path, expect.toBeOneOf([307, 401])]);
    expect(await response.text()).not.toMatch(/@[a-z]+\.example/);
  }
});

test('no page of a viewer holds a personal value', { timeout: 240_000 }, async () => {
  const found = await site.warehouse.query(
    `select distinct value from weft.identity_identifiers where type in ('email', 'phone') and length(value) > 8`,
  );
  const values = found.map((row) => String(row.value));
  expect(values.length).toBeGreaterThan(300);
  const shown = async (path: string, role: Role): Promise<string[]> => {
    const text = await (await ask(path, role)).text();
    return values.filter((value) => text.includes(value)).map((value) => `${path}: ${value}`);
  };
  const pages = files('page.tsx').filter((folder) => folder.startsWith('w/'));
  const wrong: string[] = [];
  for (const folder of pages) wrong.push(...(await shown(addressOf(folder), 'viewer')));
  expect(wrong).toEqual([]);
  // Those who may see them do: the pages are not merely empty.
  expect(await shown('/w/default/profiles', 'marketer')).not.toEqual([]);
});

/** What a handler takes besides `read`, and a body that it takes; each handler of the app is here. */
const handlers: Record<
  string,
  { open: true } | { permission?: Permission; method?: 'POST'; body?: unknown }
> = {
  'api/health': { open: true },
  'api/auth/[...all]': { open: true },
  'api/runs/[id]/events': {},
  'w/[workspace]/activity.csv': { permission: 'export' },
  'w/[workspace]/changes.patch': {},
  'w/[workspace]/profiles.csv': { permission: 'export' },
  'w/[workspace]/syncs/[slug]/runs/[run]/rows.csv': { permission: 'export' },
  'w/[workspace]/destinations/oauth/[type]/callback': { permission: 'sync.edit' },
  'w/[workspace]/destinations/oauth/[type]/start': {
    method: 'POST',
    permission: 'sync.edit',
    body: { draft: 'new', spec: { config: {} }, baseVersion: 0 },
  },
  'w/[workspace]/segments/[slug]/members.csv': { permission: 'export' },
  'w/[workspace]/segments/ask/breakdown': { method: 'POST' },
  'w/[workspace]/segments/ask/compare': { method: 'POST' },
  'w/[workspace]/segments/ask/members': { method: 'POST' },
  'w/[workspace]/segments/ask/overlap': { method: 'POST' },
  'w/[workspace]/segments/ask/people': { method: 'POST' },
  'w/[workspace]/segments/ask/review': { method: 'POST' },
  'w/[workspace]/segments/ask/size': { method: 'POST' },
  'w/[workspace]/segments/ask/values': { method: 'POST' },
  'w/[workspace]/segments/ask/why': { method: 'POST' },
  'w/[workspace]/segments/ask/words': { method: 'POST' },
  'w/[workspace]/traits/ask/live': { method: 'POST' },
  'w/[workspace]/identity/graph/[weftId]/candidates': { method: 'POST' },
  'w/[workspace]/identity/graph/[weftId]/effect': { method: 'POST' },
  'w/[workspace]/identity/graph/[weftId]/path': { method: 'POST' },
  'w/[workspace]/identity/rules/needs-plan': { method: 'POST' },
  'w/[workspace]/identity/rules/touched': { method: 'POST' },
  'w/[workspace]/models/sql/names': { method: 'POST', body: {} },
  'w/[workspace]/models/sql/preview': {
    method: 'POST',
    permission: 'data.edit',
    body: { sql: 'select 1', reveal: false, limit: 1 },
  },
  'w/[workspace]/sources/upload': { method: 'POST', permission: 'data.edit' },
  'api/destination-editor': { method: 'POST' },
  'api/sync-editor': { method: 'POST' },
};

test('every handler asks who it is', { timeout: 120_000 }, async () => {
  const there = files('route.ts').filter((folder) => !folder.startsWith('api/v1/'));
  expect(there).toEqual(Object.keys(handlers).toSorted());
  const wrong: string[] = [];
  for (const [folder, handler] of Object.entries(handlers)) {
    if ('open' in handler) continue;
    const path = addressOf(folder);
    const type = folder.endsWith('/upload') ? 'application/octet-stream' : 'application/json';
    const init: RequestInit =
      handler.method === 'POST'
        ? { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(handler.body ?? null) }
        : {};
    for (const role of asked) {
      const { status } = await ask(path, role, init);
      const may = role !== 'stranger' && permissionsOf[role].includes(handler.permission ?? 'read');
      const refused = [307, 401, 403].includes(status);
      if (refused === may) wrong.push(`${path}: ${role} gets ${status}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('the API of other systems lets nobody in by a session', async () => {
  for (const folder of files('route.ts').filter((one) => one.startsWith('api/v1/'))) {
    for (const method of ['GET', 'POST', 'PUT']) {
      const { status } = await ask(addressOf(folder), 'admin', { method });
      expect([folder, method, status]).toEqual([folder, method, expect.toBeOneOf([401, 405])]);
    }
  }
});

/** What an act takes, and what it is called with; each server action of the app is here. `form`: as a form's fields. */
const actions: Record<
  string,
  { open: true } | { permission: Permission; with?: unknown[]; form?: Record<string, string> }
> = {
  setUpOwner: { open: true },
  joinByInvitation: { open: true },
  refreshNow: { permission: 'refresh', form: {} },
  runSyncNow: { permission: 'sync.run', form: { sync: 'none' } },
  replayRejects: { permission: 'sync.run', form: { sync: 'none', run: 'none' } },
  undoRun: { permission: 'sync.undo', form: { sync: 'none', run: 'none' } },
  decidePlan: {
    permission: 'sync.approve',
    form: { run: 'none', sync: 'none', hash: 'x', decision: 'discard' },
  },
  controlRun: { permission: 'sync.run', form: { run: 'none', control: 'pause' } },
  testDestination: { permission: 'sync.run', form: { destination: 'none' } },
  testDestinationDraft: { permission: 'sync.edit', with: [{}] },
  sendRow: { permission: 'sync.run', with: [{ spec: {}, key: 'none' }] },
  decideDraft: { permission: 'read', form: { draft: 'none', decision: 'decline', asked: 'never' } },
  saveResource: {
    permission: 'segment.edit',
    with: [{ kind: 'segment', slug: 'none', spec: {}, baseVersion: 9 }],
  },
  saveDraft: {
    permission: 'segment.edit',
    with: [{ kind: 'segment', slug: 'none', spec: {}, baseVersion: 9 }],
  },
  discardDraft: { permission: 'segment.edit', with: ['segment', 'none'] },
  askForApproval: { permission: 'segment.edit', with: ['segment', 'none', ''] },
  invitePerson: { permission: 'people.edit', with: ['somebody@weft.test', 'viewer'] },
  withdraw: { permission: 'people.edit', with: ['none'] },
  changeRole: { permission: 'people.edit', with: ['none', 'viewer'] },
  remove: { permission: 'people.edit', with: ['none'] },
  createApiKey: { permission: 'people.edit', with: [{ name: 'x', scopes: ['read'], days: 1 }] },
  revokeApiKey: { permission: 'people.edit', with: ['none'] },
  endOwnSession: { permission: 'read', with: ['none'] },
  decidePerson: { permission: 'data.edit', with: [{}, 'why'] },
  decidePair: { permission: 'data.edit', with: ['none', 'same', 'why'] },
  undoDecision: { permission: 'data.edit', with: ['none', 'why'] },
  planChange: { permission: 'data.edit', with: [{ kind: 'identity', slug: 'x', spec: {}, baseVersion: 9 }] },
  publishPlan: { permission: 'data.edit', with: ['none', false] },
  planAgain: { permission: 'data.edit', form: { plan: 'none' } },
  planDraft: { permission: 'data.edit', form: { kind: 'identity', slug: 'x' } },
  endPlan: { permission: 'data.edit', form: {} },
  checkRelation: { permission: 'data.edit', with: [{ kind: 'source', slug: 'x', spec: {} }] },
  loadUploaded: {
    permission: 'data.edit',
    with: [{ id: '0f0e0d0c-0b0a-4908-8706-050403020100', name: 'a.csv', table: 'raw.none', replace: false }],
  },
  revealIdentifier: { permission: 'personal.read', with: [{ weftId: 'none', type: 'email', place: 1 }] },
};

interface Manifest {
  node: Record<string, { workers: Record<string, unknown>; exportedName: string; filename: string }>;
}

/** The body by which React calls an action: its arguments, or those of a form after its state before. */
function bodyOf(action: { with?: unknown[]; form?: Record<string, string> }): Pick<RequestInit, 'body'> {
  if (action.form === undefined) return { body: JSON.stringify(action.with ?? []) };
  const form = new FormData();
  for (const [name, value] of Object.entries(action.form)) form.set(`_1_${name}`, value);
  form.set('0', JSON.stringify([{ problem: null }, '$K1']));
  return { body: form };
}

test('every act asks who it is, and refuses whose role has it not', { timeout: 240_000 }, async () => {
  const manifest: Manifest = JSON.parse(
    readFileSync(join(projectRoot, 'web/.next/server/server-reference-manifest.json'), 'utf8'),
  );
  const there = Object.entries(manifest.node).filter(([, { filename }]) =>
    filename.startsWith('web/data/actions/'),
  );
  expect([...new Set(there.map(([, { exportedName }]) => exportedName))].toSorted()).toEqual(
    Object.keys(actions).toSorted(),
  );
  const wrong: string[] = [];
  for (const [id, { exportedName, workers }] of there) {
    const action = actions[exportedName];
    if (action === undefined || 'open' in action) continue;
    const [worker = ''] = Object.keys(workers);
    const path = addressOf(worker.replace(/^app\//, '').replace(/\/page$/, ''));
    for (const role of asked) {
      const may = role !== 'stranger' && permissionsOf[role].includes(action.permission);
      // Those who may would do it: what is refused is what is proven.
      if (may) continue;
      const response = await ask(path, role, {
        method: 'POST',
        ...bodyOf(action),
        headers: {
          'next-action': id,
          ...(action.form === undefined ? { 'content-type': 'text/plain;charset=UTF-8' } : {}),
        },
      });
      const text = await response.text();
      const said = role === 'stranger' ? /session ended|no-access/ : /This needs/;
      if (!said.test(text + (response.headers.get('location') ?? ''))) {
        wrong.push(`${exportedName}: ${role} gets ${response.status} ${text.slice(0, 200)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
