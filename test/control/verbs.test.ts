import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as apply from '../../cli/apply.ts';
import * as exportVerb from '../../cli/export.ts';
import * as init from '../../cli/init.ts';
import { reportError, useJson as setJson } from '../../cli/output.ts';
import * as plan from '../../cli/plan.ts';
import * as validate from '../../cli/validate.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { currentWorkspace, listVersions } from '../../connectors/control/versions.ts';
import type { Settings } from '../../connectors/settings.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

const run = promisify(execFile);

let postgres: TestPostgres;
let settings: Settings;
let folder: string;
beforeAll(async () => {
  [postgres, folder] = await Promise.all([startTestPostgres(), mkdtemp(join(tmpdir(), 'weft-verbs-'))]);
  settings = await postgres.freshDatabase();
  vi.stubEnv('WEFT_HOME', settings.home);
  // With both set nothing embedded has to start.
  vi.stubEnv('WEFT_CONTROL_URL', settings.env.WEFT_CONTROL_URL);
  vi.stubEnv(
    'WEFT_WAREHOUSE_URL',
    `ducklake:${postgres.url('weft_catalog')}?data_path=${join(folder, 'lake')}/`,
  );
  vi.stubEnv('WEFT_WORKSPACE', join(folder, 'ws'));
  vi.stubEnv('WEFT_ACTOR', 'ada@example.com');
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a verb as `cli/main.ts` does, within this process: a process for each would take most of the test's time. */
async function weft(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const written = (stream: typeof out): string => stream.mock.calls.map(([text]) => String(text)).join('');
  try {
    const program = new Command().exitOverride();
    for (const verb of [init, validate, plan, apply, exportVerb]) verb.register(program);
    setJson(words.includes('--json'));
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error);
  }
  const result = { code: Number(process.exitCode ?? 0), out: written(out), err: written(err) };
  process.exitCode = 0;
  out.mockRestore();
  err.mockRestore();
  return result;
}

const git = (...words: string[]) =>
  run('git', ['-C', join(folder, 'ws'), '-c', 'user.name=ada', '-c', 'user.email=ada@example.com', ...words]);

test('from init to export, by the verbs alone', async () => {
  expect(await weft('export', join(folder, 'out'))).toMatchObject({ code: 1, out: '' });
  expect((await weft('init')).out).toContain('sources/customers.yml');
  expect((await weft('validate')).out).toBe('3 resources are valid (1 workspace, 1 source, 1 identity)\n');
  const unloaded = await weft('validate', '--warehouse');
  expect(unloaded).toMatchObject({ code: 1, err: '' });
  expect(unloaded.out).toMatch(
    /^sources\/customers\.yml\n {2}\d+:1 +table: the warehouse has no table raw\.customers\. .*load/,
  );
  expect((await weft('plan')).out).toContain('  + source customers\n');
  expect((await weft('apply')).out).toContain('Version 1 is in force.');
  expect((await weft('apply', join(folder, 'ws'))).out).toBe(
    'Nothing to change: version 1 is as these files say.\n',
  );

  const file = join(folder, 'ws', 'identity.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('limit: 3', 'limit: 4'));
  const planned = JSON.parse((await weft('plan', '--json')).out);
  expect(planned).toMatchObject({
    version: 1,
    changes: [
      { action: 'change', kind: 'identity', fields: [{ field: 'types[1].limit', before: 3, after: 4 }] },
    ],
    summary: { added: 0, changed: 1, removed: 0 },
  });
  expect(JSON.parse((await weft('apply', '--json')).out)).toMatchObject({ version: 2 });

  expect((await weft('export', join(folder, 'out'))).out).toContain('  identity.yml\n');
  expect((await weft('plan', join(folder, 'out'))).out).toContain(
    'No changes: version 2 is as these files say.',
  );
  const again = await weft('export', join(folder, 'out'));
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('is not empty');
}, 30_000);

test('problems by file, exit code 1, and nothing applied', async () => {
  const broken = join(folder, 'broken');
  await weft('init', broken);
  await writeFile(join(broken, 'hook.yml'), 'kind: destination\nslug: hook\ntype: webhok\n');
  await writeFile(join(broken, 'sources', 'z.yml'), 'kind: source\nslug: z\ntable: raw.z\nkee: id\n');
  const validated = await weft('validate', broken);
  expect(validated.code).toBe(1);
  expect(validated.out).toBe(`hook.yml
  3:1    type: no type of destination is called "webhok". Did you mean "webhook"?

sources/z.yml
  4:1    kee: unknown field. Did you mean "key"?

2 problems in 2 files
`);
  const asJson = await weft('validate', broken, '--json');
  expect(asJson.code).toBe(1);
  expect(JSON.parse(asJson.out)).toMatchObject({
    valid: false,
    problems: [
      { resource: 'destination/hook', file: 'hook.yml', line: 3, field: 'type', nearest: 'webhook' },
      {},
    ],
  });
  const applied = await weft('apply', broken);
  expect(applied).toMatchObject({ code: 1, out: '' });
  expect(applied.err).toContain('The workspace has 2 problems:');
  expect((await weft('validate', join(folder, 'nowhere'))).err).toContain('cannot be read');
}, 30_000);

test('a version knows who applied it and the commit it came from', async () => {
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-q', '-m', 'first');
  const { stdout } = await git('rev-parse', 'HEAD');
  const versionNow = () => withControl(settings, async (control) => (await listVersions(control))[0]);
  // What Git tracks is managed by Git from now on, though nothing else changed.
  await weft('apply');
  expect((await withControl(settings, currentWorkspace)).managedBy.get('identity/people')).toBe('git');

  const file = join(folder, 'ws', 'identity.yml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('limit: 4', 'limit: 5'));
  await weft('apply');
  expect(await versionNow()).toMatchObject({
    number: 3,
    appliedBy: 'ada@example.com',
    source: 'git',
    git: { commit: stdout.trim(), branch: 'main', clean: false },
  });
  await git('commit', '-q', '-a', '-m', 'second');
  await writeFile(join(folder, 'ws', '.gitignore'), 'ignored/\n');
  await weft('init', join(folder, 'ws', 'ignored'));
  await weft('apply', join(folder, 'ws', 'ignored'));
  expect(await versionNow()).toMatchObject({ number: 4, source: 'cli', git: null });
}, 30_000);

test('resources are removed only after a yes', async () => {
  const smaller = join(folder, 'smaller');
  await weft('init', smaller);
  await rm(join(smaller, 'workspace.yml'));
  const before = (await withControl(settings, currentWorkspace)).version;
  const refused = apply.applyFolder(settings, smaller, { confirm: async () => false });
  await expect(refused).rejects.toThrow('Nothing was applied');
  expect((await withControl(settings, currentWorkspace)).version).toBe(before);
  const applied = await apply.applyFolder(settings, smaller, { confirm: async () => true });
  expect(applied.changes).toMatchObject([{ action: 'remove', kind: 'workspace' }]);
}, 30_000);
