import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAudit } from '../../connectors/control/audit.ts';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { migrate } from '../../connectors/control/migrate.ts';
import {
  applyWorkspace,
  currentWorkspace,
  history,
  listVersions,
  planWorkspace,
  VersionConflict,
} from '../../connectors/control/versions.ts';
import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { WorkspaceError } from '../../models/workspace/problem.ts';
import { type Resource, schemas } from '../../models/workspace/resource.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let settings: Settings;
let control: Control;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
beforeEach(async () => {
  await control?.close();
  settings = await postgres.freshDatabase();
  await migrate(settings);
  control = await openControl(settings);
});
afterAll(async () => {
  await control?.close();
  await postgres?.stop();
});

const trait = (slug: string, formula = '1'): Resource =>
  schemas.trait.parse({ kind: 'trait', slug, formula });
const segment = (slug: string, of: string): Resource =>
  schemas.segment.parse({ kind: 'segment', slug, where: { trait: of, gte: 1 } });
const ada = { actor: 'ada@example.com', source: 'cli' } as const;

test('a first version, its history and its trace in the audit log', async () => {
  const git = { commit: 'c0ffee', branch: 'main', clean: true };
  const applied = await applyWorkspace(control, [segment('s', 'b'), trait('b')], {
    actor: 'ada@example.com',
    source: 'git',
    git,
  });
  expect(applied).toMatchObject({ version: 1, kept: [] });
  expect(applied.changes.map(({ action, slug }) => `${action} ${slug}`)).toEqual(['add b', 'add s']);

  const current = await currentWorkspace(control);
  expect(current.version).toBe(1);
  expect(current.resources).toEqual([trait('b'), segment('s', 'b')]);
  expect(current.managedBy.get('segment/s')).toBe('git');

  const [version] = await listVersions(control);
  expect(version).toMatchObject({
    number: 1,
    appliedBy: 'ada@example.com',
    source: 'git',
    git,
    summary: { added: 2, changed: 0, removed: 0, resources: 2 },
  });
  expect(await history(control, 1)).toEqual([
    { version: 1, action: 'add', kind: 'segment', slug: 's', before: null, after: segment('s', 'b') },
    { version: 1, action: 'add', kind: 'trait', slug: 'b', before: null, after: trait('b') },
  ]);
  expect(await listAudit(control)).toMatchObject([
    {
      actor: 'ada@example.com',
      action: 'workspace.apply',
      subject: '1',
      detail: { source: 'git', git, changes: [{ resource: 'trait/b' }, { resource: 'segment/s' }] },
    },
  ]);
});

test('the same again changes nothing; a change makes one version with what differed', async () => {
  await applyWorkspace(control, [trait('a'), trait('gone')], ada);
  expect(await applyWorkspace(control, [trait('gone'), trait('a')], ada)).toEqual({
    version: 1,
    changes: [],
    kept: [],
  });

  const next = [trait('a', '2'), trait('next')];
  const planned = await planWorkspace(control, next, 'cli');
  expect((await currentWorkspace(control)).version).toBe(1);
  const applied = await applyWorkspace(control, next, ada);
  expect(applied).toEqual({ ...planned, version: 2 });
  expect(applied.changes).toEqual([
    {
      action: 'change',
      kind: 'trait',
      slug: 'a',
      fields: [{ field: 'formula', before: '1', after: '2' }],
      before: trait('a'),
      after: trait('a', '2'),
    },
    { action: 'remove', kind: 'trait', slug: 'gone', fields: [], before: trait('gone') },
    { action: 'add', kind: 'trait', slug: 'next', fields: [], after: trait('next') },
  ]);
  expect((await listVersions(control)).map(({ number }) => number)).toEqual([2, 1]);
  expect((await listVersions(control, { before: 2 })).map(({ number }) => number)).toEqual([1]);
  expect((await history(control, { kind: 'trait', slug: 'a' })).map(({ version }) => version)).toEqual([
    2, 1,
  ]);
  expect(await listAudit(control)).toHaveLength(2);
});

test('the order of a map outlives the database', async () => {
  const sync = schemas.sync.parse({
    kind: 'sync',
    slug: 'out',
    from: { table: 'weft.customer_360' },
    to: { destination: 'files', object: 'file' },
    mode: 'upsert',
    key: 'weft_id',
    map: { zip: 'zip', id: 'weft_id', longer_name: 'a', b: 'b' },
  });
  const destination = schemas.destination.parse({ kind: 'destination', slug: 'files', type: 'files' });
  await applyWorkspace(control, [sync, destination], ada);
  const found = (await currentWorkspace(control)).resources.find(({ kind }) => kind === 'sync');
  expect(JSON.stringify(found)).toBe(JSON.stringify(sync));
});

test('files leave what was made in the app, unless they declare it', async () => {
  await applyWorkspace(control, [trait('a')], ada);
  await applyWorkspace(control, [trait('a'), segment('made', 'a')], { actor: 'mia', source: 'app' });
  expect((await currentWorkspace(control)).managedBy).toEqual(
    new Map([
      ['trait/a', 'cli'],
      ['segment/made', 'app'],
    ]),
  );
  expect(await applyWorkspace(control, [trait('a'), trait('b')], ada)).toMatchObject({
    version: 3,
    changes: [{ action: 'add', slug: 'b' }],
    kept: ['segment/made'],
  });
  // What stays must not be left without what it refers to.
  const broken = await applyWorkspace(control, [trait('b')], ada).catch((thrown: unknown) => thrown);
  expect(broken).toBeInstanceOf(WorkspaceError);
  expect(String(broken)).toContain('segment/made where.trait: no trait is called "a"');
  expect((await currentWorkspace(control)).version).toBe(3);

  // Once a file declares it, it goes with that file.
  await applyWorkspace(control, [trait('a'), segment('made', 'a')], ada);
  expect((await currentWorkspace(control)).managedBy.get('segment/made')).toBe('cli');
  expect(await applyWorkspace(control, [trait('a')], ada)).toMatchObject({
    changes: [{ action: 'remove', slug: 'made' }],
  });
});

test('the app changes a resource of the files without taking it over', async () => {
  await applyWorkspace(control, [trait('a')], { ...ada, source: 'git' });
  await applyWorkspace(control, [trait('a', '2')], { actor: 'mia', source: 'app', expectedVersion: 1 });
  expect((await currentWorkspace(control)).managedBy.get('trait/a')).toBe('git');
});

test('of two who expect the same version, one is told', async () => {
  await applyWorkspace(control, [trait('a')], ada);
  const change = (formula: string) =>
    applyWorkspace(control, [trait('a', formula)], { actor: 'mia', source: 'app', expectedVersion: 1 });
  const outcomes = await Promise.allSettled([change('2'), change('3')]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toBeInstanceOf(VersionConflict);
  expect((await currentWorkspace(control)).version).toBe(2);
});

test('many who apply at once get one version each, none half written', async () => {
  const others = await Promise.all(Array.from({ length: 4 }, () => openControl(settings)));
  const applied = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      applyWorkspace(
        others[index % 4] ?? control,
        [trait('shared', String(index)), trait(`own_${index}`)],
        ada,
      ),
    ),
  );
  await Promise.all(others.map((other) => other.close()));
  const numbers = applied.map(({ version }) => version).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));

  const last = applied.findIndex(({ version }) => version === 12);
  const { resources } = await currentWorkspace(control);
  expect(resources).toEqual([trait(`own_${last}`), trait('shared', String(last))]);
  // Replaying the history gives the same.
  const replayed = new Map<string, unknown>();
  for (let version = 1; version <= 12; version += 1) {
    for (const { action, slug, after } of await history(control, version)) {
      if (action === 'remove') replayed.delete(slug);
      else replayed.set(slug, after);
    }
  }
  expect(new Set(replayed.values())).toEqual(new Set(resources));
});

test('an apply that fails leaves nothing behind', async () => {
  await applyWorkspace(control, [trait('a')], ada);
  await control.query((database) => database.execute('alter table weft.audit_log rename to elsewhere'));
  await expect(applyWorkspace(control, [trait('b')], ada)).rejects.toThrow();
  await control.query((database) => database.execute('alter table weft.elsewhere rename to audit_log'));
  expect(await currentWorkspace(control)).toMatchObject({ version: 1, resources: [trait('a')] });
  expect(await listVersions(control)).toHaveLength(1);
});

test('a resource that this release cannot read is named, and files can replace it', async () => {
  await applyWorkspace(control, [trait('a')], ada);
  const odd = `{"kind":"trait","slug":"a","magic":true}`;
  await control.query((database) => database.execute(`update weft.resources set spec = '${odd}'`));
  await expect(currentWorkspace(control)).rejects.toThrow(ConfigError);
  await expect(currentWorkspace(control)).rejects.toThrow(/cannot read the trait "a"/);
  expect(await applyWorkspace(control, [trait('a')], ada)).toMatchObject({
    version: 2,
    changes: [
      {
        fields: [
          { field: 'magic', before: true },
          { field: 'formula', after: '1' },
        ],
      },
    ],
  });
  expect((await currentWorkspace(control)).resources).toEqual([trait('a')]);
});

test('thousands of resources go in and out in one version', async () => {
  const many = Array.from({ length: 3000 }, (_, index) => trait(`t_${index}`));
  expect((await applyWorkspace(control, many, ada)).changes).toHaveLength(3000);
  expect((await currentWorkspace(control)).resources).toHaveLength(3000);
  expect((await applyWorkspace(control, [trait('t_1')], ada)).changes).toHaveLength(2999);
  expect((await currentWorkspace(control)).resources).toEqual([trait('t_1')]);
}, 20_000);
