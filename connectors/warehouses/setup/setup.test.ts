import { expect, test } from 'vitest';
import { bigQuerySetup } from './bigquery.ts';
import type { Setup } from './setup.ts';
import { snowflakeSetup } from './snowflake.ts';

const snowflake = {
  user: 'WEFT',
  role: 'WEFT',
  warehouse: 'WEFT',
  database: 'WEFT',
  sources: ['raw'],
  credits: 50,
};
const bigQuery = { project: 'acme-analytics', location: 'EU', serviceAccount: 'weft-cdp', sources: ['raw'] };
const commandsOf = (setup: Setup): string[] => setup.steps.flatMap(({ commands }) => commands);

test('Snowflake: reading the sources, owning one schema, and no other right', () => {
  const commands = commandsOf(snowflakeSetup({ ...snowflake, sources: ['raw', 'crm.public'] }));
  expect(commands.filter((command) => /^grant/.test(command))).toEqual([
    'grant role "WEFT" to role sysadmin',
    'grant usage on warehouse "WEFT" to role "WEFT"',
    'grant usage on database "WEFT" to role "WEFT"',
    'grant ownership on schema "WEFT"."WEFT" to role "WEFT" copy current grants',
    'grant usage on schema "WEFT"."RAW" to role "WEFT"',
    ...['all tables', 'future tables', 'all views', 'future views'].map(
      (objects) => `grant select on ${objects} in schema "WEFT"."RAW" to role "WEFT"`,
    ),
    'grant usage on database "CRM" to role "WEFT"',
    'grant usage on schema "CRM"."PUBLIC" to role "WEFT"',
    ...['all tables', 'future tables', 'all views', 'future views'].map(
      (objects) => `grant select on ${objects} in schema "CRM"."PUBLIC" to role "WEFT"`,
    ),
    'grant role "WEFT" to user "WEFT"',
  ]);
  expect(commands).toContain('alter warehouse "WEFT" set resource_monitor = "WEFT_MONTHLY"');
});

test('Snowflake: the URL and the key file that Weft is given, and no secret', () => {
  const { environment } = snowflakeSetup({ ...snowflake, account: 'acme-prod', role: 'weft role' });
  expect(environment).toEqual({
    WEFT_WAREHOUSE_URL: 'snowflake://WEFT@acme-prod/WEFT?warehouse=WEFT&role=weft+role',
    SNOWFLAKE_PRIVATE_KEY_PATH: '/path/to/weft_key.p8',
  });
});

test('Snowflake: a public key goes in without its first and last line, and a private one is refused', () => {
  const pem = '-----BEGIN PUBLIC KEY-----\nMIIBIjAN\nBgkqhkiG\n-----END PUBLIC KEY-----\n';
  const user = commandsOf(snowflakeSetup({ ...snowflake, publicKey: pem })).at(-2);
  expect(user).toContain("rsa_public_key = 'MIIBIjANBgkqhkiG' ");
  const secret = pem.replaceAll('PUBLIC', 'PRIVATE');
  expect(() => snowflakeSetup({ ...snowflake, publicKey: secret })).toThrow('not a public key');
});

test('Snowflake: hostile names stay within their quotes, and those that would leave a line are refused', () => {
  const commands = commandsOf(
    snowflakeSetup({ ...snowflake, role: 'r"; drop database x; --', database: 'Da"ta.base' }),
  );
  expect(commands).toContain('create role if not exists "r""; drop database x; --"');
  expect(commands).toContain('create schema if not exists "Da""ta.base"."WEFT"');
  for (const name of ['a\nb', 'a\u2028b', '', ' ', 'x'.repeat(256)]) {
    expect(() => snowflakeSetup({ ...snowflake, user: name }), JSON.stringify(name)).toThrow('--user');
  }
  for (const source of ['a.b.c', 'a.', '.b', 'a\n--b']) {
    expect(() => snowflakeSetup({ ...snowflake, sources: [source] }), source).toThrow('--source');
  }
  expect(() => snowflakeSetup({ ...snowflake, account: 'a/b@c' })).toThrow('--account');
});

test('BigQuery: jobs in the project, writing to one dataset, reading the sources, and no other right', () => {
  const commands = commandsOf(bigQuerySetup({ ...bigQuery, sources: ['raw', 'acme-crm.exports'] }));
  const roles = commands.flatMap((command) => {
    const role = /roles\/\S+?(?=[ `])/.exec(command)?.[0];
    const on = /on schema (\S+)/.exec(command)?.[1] ?? 'the project';
    return role === undefined ? [] : [`${role} on ${on}`];
  });
  expect(roles).toEqual([
    'roles/bigquery.jobUser on the project',
    'roles/bigquery.dataEditor on `acme-analytics`.`weft`',
    'roles/bigquery.dataViewer on `acme-analytics`.`raw`',
    'roles/bigquery.dataViewer on `acme-crm`.`exports`',
  ]);
});

test('BigQuery: a limit of bytes goes into the URL', () => {
  const { environment } = bigQuerySetup({ ...bigQuery, maximumBytesBilled: 500e9 });
  expect(environment.WEFT_WAREHOUSE_URL).toBe(
    'bigquery://acme-analytics?location=EU&maximum_bytes_billed=500000000000',
  );
});

test('BigQuery: a statement is one word of the shell, and a name that is none is refused', () => {
  const commands = commandsOf(bigQuerySetup(bigQuery));
  const create = commands.find((command) => command.includes('create schema'));
  expect(create).toMatch(/ 'create schema if not exists `acme-analytics`\.`weft` .*'$/);
  const hostile: Partial<typeof bigQuery>[] = [
    { project: 'acme; rm -rf' },
    { project: '$(id)abc' },
    { location: "EU' --x" },
    { serviceAccount: 'weft' },
    { serviceAccount: 'weft`id`' },
    { sources: ['raw`; drop'] },
    { sources: ['raw"'] },
    { sources: ['no such project.raw'] },
  ];
  for (const option of hostile) {
    expect(() => bigQuerySetup({ ...bigQuery, ...option }), JSON.stringify(option)).toThrow('is not valid');
  }
});
