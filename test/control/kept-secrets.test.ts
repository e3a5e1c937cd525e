import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Control, openControl } from '../../connectors/control/connect.ts';
import { writeDraft } from '../../connectors/control/drafts.ts';
import { keepSecret, keptSecretsOf, seal, unseal } from '../../connectors/control/kept-secrets.ts';
import { migrate } from '../../connectors/control/migrate.ts';
import { resolveSecrets } from '../../connectors/control/secrets.ts';
import type { Settings } from '../../connectors/settings.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let control: Control;
let settings: Settings;
const withSecret = (secret: string): Settings => ({
  ...settings,
  env: { ...settings.env, WEFT_SECRET: secret },
});
beforeAll(async () => {
  postgres = await startTestPostgres();
  settings = await postgres.freshDatabase();
  settings = withSecret('the first secret of this test, long enough');
  await migrate(settings);
  control = await openControl(settings);
}, 60_000);
afterAll(async () => {
  await control?.close();
  await postgres?.stop();
});

const reference = (name: string) => `\${secret:${name}}`;
const keep = (value: string) => keepSecret(control, settings, { prefix: 'hubspot', value, actor: 'ada' });
const rows = async (): Promise<string[]> =>
  (
    await control.query((database) => database.execute(sql`select name from weft.kept_secrets order by name`))
  ).rows.map(({ name }) => String(name));

test('a secret is filled in by its name, and the database holds nothing that reads as it', async () => {
  const name = await keep('tökén-🔑-1');
  const config = { token: reference(name), url: 'https://a.example' };
  const kept = await keptSecretsOf(control, settings, config);
  expect(resolveSecrets(config, {}, 'destination x', kept)).toEqual({
    token: 'tökén-🔑-1',
    url: 'https://a.example',
  });
  const { rows: held } = await control.query((database) =>
    database.execute(sql`select sealed from weft.kept_secrets`),
  );
  expect(JSON.stringify(held)).not.toContain('key');
  expect(Buffer.from(String(held[0]?.sealed), 'base64url').toString()).not.toContain('tökén');
});

test('what is not kept is named, and never taken for a property that every object has', async () => {
  const config = { a: reference('nobody'), b: reference('constructor') };
  const kept = await keptSecretsOf(control, settings, config);
  expect(() => resolveSecrets(config, {}, 'destination x', kept)).toThrow(
    'destination x needs nobody, constructor, which Weft does not keep here',
  );
});

test('another secret, another name or a changed byte opens nothing', async () => {
  const name = await keep('token-2');
  await expect(
    keptSecretsOf(control, withSecret('another secret of this test, long enough'), reference(name)),
  ).rejects.toThrow('cannot be decrypted here');
  const sealed = seal(settings, 'x', 'one');
  expect(unseal(settings, sealed, 'one')).toBe('x');
  expect(() => unseal(settings, sealed, 'two')).toThrow('cannot be decrypted here');
  const bytes = Buffer.from(sealed, 'base64url');
  for (let place = 0; place < bytes.length; place++) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(() => unseal(settings, changed.toString('base64url'), 'one')).toThrow();
  }
  expect(() => unseal(settings, sealed.slice(0, 20), 'one')).toThrow('cannot be decrypted here');
});

test('what nothing refers to since a day is dropped, and what a draft refers to stays', async () => {
  const [used, unused] = [await keep('token-3'), await keep('token-4')];
  await writeDraft(control, {
    ...{ kind: 'destination', slug: 'new', author: 'ada', baseVersion: 0 },
    spec: { config: { token: reference(used) } },
  });
  const fresh = await keep('token-5');
  expect(await rows()).toContain(unused);
  await control.query((database) =>
    database.execute(
      sql`update weft.kept_secrets set created_at = now() - interval '2 days' where name <> ${fresh}`,
    ),
  );
  const last = await keep('token-6');
  expect(await rows()).toEqual([used, fresh, last].toSorted());
});
