import { createHash, createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BatchContext, OutgoingRow } from '../../../connectors/destinations/define.ts';
import type { MetaClient } from '../../../connectors/destinations/meta/client.ts';
import { metaConfig } from '../../../connectors/destinations/meta/config.ts';
import { meta } from '../../../connectors/destinations/meta/index.ts';
import { destinationOf, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { AuthError } from '../../../connectors/errors.ts';
import type { MetaAudience, MetaServer } from '../../simulators/meta.ts';
import { adAccount, token } from './harnesses/meta.ts';
import { specFile, specsFolder } from './prism.ts';
import { hasty } from './sending.ts';

let server: MetaServer;
let audience: MetaAudience;
let config: { ad_account_id: string; access_token: string; api_url: string };
let client: MetaClient;
const object = objectOf(destinationOf('meta'), 'audience');

const open = async (change: object = {}) =>
  meta.connect(metaConfig.parse({ ...config, ...change }), {
    signal: AbortSignal.timeout(60_000),
    scratch: '/nowhere',
    throttle: unthrottled,
  });

beforeEach(async () => {
  process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
  ({ server, audience, config } = await adAccount());
  client = await open();
});
afterEach(() => server.close());

const context = (): BatchContext => ({
  runId: 'run-1',
  sync: 'vips',
  mode: 'audience',
  chunk: 0,
  offset: 0,
  fields: ['EMAIL'],
  signal: AbortSignal.timeout(20_000),
  scratch: '/nowhere',
});
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const row = (
  key: string,
  fields: OutgoingRow['fields'] = {},
  before?: OutgoingRow['fields'],
): OutgoingRow => {
  return before === undefined
    ? { key, operation: 'create', fields }
    : { key, operation: 'update', fields, before };
};
const gone = (key: string, before?: OutgoingRow['fields']): OutgoingRow => ({
  ...row(key),
  operation: 'delete',
  before,
});
const send = (rows: OutgoingRow[], given: object = {}) =>
  sendRows(rows, {
    object,
    client,
    options: object.options.parse({ audience_id: '5001', ...given }),
    context: context(),
    policy: hasty,
  });
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, Object);
const members = () => [...audience.members.values()];
const userRequests = () => server.requests.filter(({ path }) => path.includes('/users'));
const sent = (index: number) => JSON.parse(userRequests()[index]?.body ?? '');
const accepted = { status: 'accepted' };

describe('members', () => {
  test('are sent hashed, in columns of what they have, and the secret stays out of the address', async () => {
    const rows = [
      row('a', { EMAIL: ' Ann@X.org', PHONE: '+1 (650) 555-1212' }),
      row('b', { FN: 'Zoë', LN: 'O’Brien', DOBY: '1990' }),
    ];
    expect(await send(rows)).toEqual([accepted, accepted]);
    const { payload, session } = sent(0);
    expect(payload).toEqual({
      schema: ['EXTERN_ID', 'EMAIL', 'PHONE', 'FN', 'LN', 'DOBY'],
      data: [
        [hash('a'), hash('ann@x.org'), hash('16505551212'), '', '', ''],
        [hash('b'), '', '', hash('zoë'), hash('obrien'), hash('1990')],
      ],
    });
    expect(session).toMatchObject({ batch_seq: 1, last_batch_flag: true, estimated_num_total: 2 });
    for (const { path } of server.requests) expect(path).not.toContain(token);
  });

  test('are known by the key as the identifier that is named', async () => {
    await send([row('Ann@X.org')], { match: 'EMAIL' });
    await send([row('AECE52E7-03EE-455A-B3C4-E57283966239')], { match: 'MADID' });
    await send([row('plain')], { hash_extern_id: false });
    expect(members()).toEqual([
      { EMAIL: hash('ann@x.org') },
      { MADID: 'aece52e7-03ee-455a-b3c4-e57283966239' },
      { EXTERN_ID: 'plain' },
    ]);
  });

  test('whose values cannot be are rejected with their field, before anything is sent of them', async () => {
    const rows = [
      row('a', { EMAIL: 'ann@x.org' }),
      row('b', { EMAIL: 'no address' }),
      row('c', { PHONE: '0650 555' }),
      row('d', { COUNTRY: 'Germany' }),
      row('e', { EMAIL: null, GEN: 'other' }),
    ];
    expect(await send(rows)).toEqual([
      accepted,
      { status: 'rejected', field: 'EMAIL', reason: 'EMAIL is no e-mail address' },
      { status: 'rejected', field: 'PHONE', reason: expect.stringContaining('lacks its country code') },
      { status: 'rejected', field: 'COUNTRY', reason: expect.stringContaining('two-letter code') },
      accepted,
    ]);
    expect(await send([row('not an address')], { match: 'EMAIL' })).toMatchObject([{ field: 'EMAIL' }]);
    expect(userRequests()).toHaveLength(1);
    expect(members()).toHaveLength(2);
  });

  test('of ten thousand are one request, and of more are several', async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => row(`p${index}`, { EMAIL: `p${index}@x.org` }));
    expect((await send(rows)).every(({ status }) => status === 'accepted')).toBe(true);
    expect(
      userRequests()
        .map((_, index) => sent(index).payload.data.length)
        .sort(),
    ).toEqual([1, 10_000]);
    expect(audience.members.size).toBe(10_001);
  });

  test('are removed by what they were acknowledged with, also where the key is no identifier of theirs', async () => {
    const before = { EMAIL: 'ann@x.org', PHONE: '16505551212' };
    await send([row('a', before)]);
    expect(await send([gone('a', before), gone('never')])).toEqual([accepted, accepted]);
    expect(sent(1).payload).toEqual({
      schema: ['EXTERN_ID', 'EMAIL', 'PHONE'],
      data: [
        [hash('a'), hash('ann@x.org'), hash('16505551212')],
        [hash('never'), '', ''],
      ],
    });
    expect(userRequests().map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect(members()).toEqual([]);
  });

  test('are removed by old identifiers that changed, before they are added by the new ones', async () => {
    await send([
      row('a', { EMAIL: 'old@x.org', PHONE: '16505551212' }),
      row('b', { EMAIL: 'b@x.org', CT: 'Rome' }),
    ]);
    const changes = [
      row(
        'a',
        { EMAIL: 'new@x.org', PHONE: '16505551212' },
        { EMAIL: 'old@x.org', PHONE: '+1 650 555 1212' },
      ),
      row('b', { EMAIL: 'B@X.org', CT: 'Paris' }, { EMAIL: 'b@x.org', CT: 'Rome' }),
    ];
    expect(await send(changes)).toEqual([accepted, accepted]);
    expect(userRequests().map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST']);
    expect(sent(1).payload).toEqual({ schema: ['EMAIL'], data: [[hash('old@x.org')]] });
    expect(members().map(({ EMAIL, CT }) => [EMAIL, CT])).toEqual([
      [hash('b@x.org'), hash('paris')],
      [hash('new@x.org'), undefined],
    ]);
  });

  test('of which a former identifier cannot be removed are not taken for done', async () => {
    server.invalid.set(hash('old@x.org'), 'unknown hash');
    const [result] = await send([row('a', { EMAIL: 'new@x.org' }, { EMAIL: 'old@x.org' })]);
    expect(result).toEqual({
      status: 'rejected',
      reason: expect.stringContaining('could not be removed: unknown hash'),
    });
  });
});

describe('entries that Meta counts as invalid', () => {
  const rows = Array.from({ length: 40 }, (_, index) => row(`p${index}`, { EMAIL: `p${index}@x.org` }));
  const spoil = (...places: number[]) => {
    for (const place of places) server.invalid.set(hash(`p${place}`), `entry of p${place} is bad`);
  };
  const verdicts = (results: { status: string }[]) =>
    results.flatMap(({ status }, place) => (status === 'rejected' ? [place] : []));

  test.each(['number', 'value'] as const)(
    'are found, with Meta’s words, where samples have a %s',
    async (samplesBy) => {
      server.samplesBy = samplesBy;
      spoil(3, 17, 18);
      const results = await send(rows);
      expect(verdicts(results)).toEqual([3, 17, 18]);
      expect(results[17]).toEqual({ status: 'rejected', reason: 'entry of p17 is bad' });
      expect(audience.members.size).toBe(37);
      // Samples that name each of them spare the search.
      if (samplesBy === 'value') expect(userRequests()).toHaveLength(1);
      else expect(userRequests().length).toBeGreaterThan(1);
    },
  );

  test('are searched for where there are fewer samples than invalid entries', async () => {
    server.samplesBy = 'value';
    server.samplesAtMost = 2;
    spoil(1, 2, 30, 31, 39);
    expect(verdicts(await send(rows))).toEqual([1, 2, 30, 31, 39]);
    expect(audience.members.size).toBe(35);
  });

  test('may be all, or come without a word', async () => {
    server.samplesAtMost = 0;
    spoil(...rows.keys());
    const results = await send(rows);
    expect(verdicts(results)).toHaveLength(40);
    expect(results[0]).toMatchObject({ reason: expect.stringContaining('says no more') });
    expect(userRequests()).toHaveLength(1);
  });

  test('that were not even received leave the batch open', async () => {
    server.lost = 1;
    expect(await failure(send(rows))).toMatchObject({
      name: 'Unavailable',
      message: 'Meta received 39 of 40 members, and not which',
    });
    server.lost = 0;
    expect(verdicts(await send(rows))).toEqual([]);
  });

  test('a batch that is refused whole is halved', async () => {
    server.userErrors.push({ message: '(#100) Data is missing or does not match schema', code: 100 });
    expect(verdicts(await send(rows))).toEqual([]);
    expect(userRequests().map((_, index) => sent(index).payload.data.length)).toEqual([40, 20, 20]);
  });
});

test('an attempt whose answer was lost is made again, in a session of its own', async () => {
  server.faults.push({ reset: 'after' }, { answer: 200, body: '{}', taken: true });
  expect(await send([row('a', { EMAIL: 'ann@x.org' })])).toEqual([accepted]);
  expect(userRequests()).toHaveLength(3);
  expect(new Set([0, 1, 2].map((index) => sent(index).session.session_id)).size).toBe(3);
  expect(members()).toHaveLength(1);
});

describe('an audience by its name', () => {
  test('is found, on whichever page', async () => {
    server.pageSize = 1;
    server.add('5002', 'Lookalike', { subtype: 'LOOKALIKE' });
    audience = server.add('5003', 'Leads');
    await send([row('a')], { audience_id: undefined, audience: 'Leads' });
    expect(members()).toHaveLength(1);
    expect(server.audiences.size).toBe(3);
  });

  test('is made once where there is none, and found in the next run', async () => {
    const rows = Array.from({ length: 20_001 }, (_, index) => row(`p${index}`));
    const given = {
      audience_id: undefined,
      audience: 'VIPs 💎',
      customer_file_source: 'BOTH_USER_AND_PARTNER_PROVIDED',
    };
    await send(rows, given);
    client = await open();
    await send([row('x')], given);
    const made = [...server.audiences.values()].filter(({ name }) => name === 'VIPs 💎');
    expect(made.map(({ members: all }) => all.size)).toEqual([20_002]);
    const creation = server.requests.find(
      ({ method, path }) => method === 'POST' && path.endsWith('/customaudiences'),
    );
    expect(JSON.parse(creation?.body ?? '')).toMatchObject({
      customer_file_source: 'BOTH_USER_AND_PARTNER_PROVIDED',
    });
  });

  test('must not be one of two', async () => {
    server.add('5002', 'Customers');
    expect(await failure(send([row('a')], { audience_id: undefined, audience: 'Customers' }))).toMatchObject({
      name: 'ConfigError',
      mend: expect.stringContaining('audience_id: "5001"'),
    });
  });

  test('is discovered unless it holds no customer list', async () => {
    server.add('5002', 'Lookalike', { subtype: 'LOOKALIKE' });
    expect(await meta.discover?.(client, context())).toEqual([
      { object: 'audience', options: { audience_id: '5001' }, title: 'Customers' },
    ]);
  });
});

describe('what concerns all rows ends the sending', () => {
  test('a token that expires in mid-run', async () => {
    await send([row('a')]);
    server.tokens.clear();
    expect(await failure(send([row('b')]))).toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining('(190/463)'),
      mend: expect.stringContaining('`access_token`'),
    });
  });

  test.each<[object, string, string]>([
    [{ message: 'Permissions error', code: 200 }, 'AuthError', 'ads_management'],
    [{ message: 'needs ads_management', code: 294 }, 'AuthError', 'ads_management'],
    [{ message: 'Failed to update', code: 2650 }, 'AuthError', 'accept the terms'],
    [{ message: 'An unknown error', code: 1 }, 'Unavailable', 'tried again'],
    [{ message: 'Service', code: 2, is_transient: true }, 'Unavailable', 'tried again'],
    [{ message: 'later', code: 100, is_transient: true }, 'Unavailable', 'tried again'],
    [{ message: 'deprecated', code: 2635 }, 'ConfigError', 'version'],
  ])('%j', async (error, name, mend) => {
    server.userErrors.push(error, error, error);
    expect(await failure(send([row('a')]))).toMatchObject({ name, mend: expect.stringContaining(mend) });
    expect(members()).toEqual([]);
  });

  test.each([4, 17, 32, 613, 80003])('too many calls (%i): Meta’s wait is kept', async (code) => {
    const options = object.options.parse({ audience_id: '5001' });
    server.userErrors.push({ message: 'too many calls', code });
    expect(await failure(object.perform([row('a')], client, options, context()))).toMatchObject({
      name: 'RateLimited',
      retryAfterMs: 60_000,
    });
    server.blockedMinutes = 7;
    expect(await failure(object.perform([row('a')], client, options, context()))).toMatchObject({
      name: 'RateLimited',
      retryAfterMs: 420_000,
    });
  });

  test('an audience that is not there, is flagged, or is no customer list', async () => {
    expect(await failure(send([row('a')], { audience_id: '404' }))).toMatchObject({
      name: 'ConfigError',
      mend: expect.stringContaining('`audience_id`'),
    });
    audience.flagged = true;
    expect(await failure(send([row('a')]))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('Audience Upload Blocked'),
      mend: expect.stringContaining('Appeal'),
    });
    server.add('5002', 'Lookalike', { subtype: 'LOOKALIKE' });
    expect(await failure(send([row('a')], { audience_id: '5002' }))).toMatchObject({ name: 'AuthError' });
  });

  test('a field that Meta does not know', async () => {
    expect(await failure(send([row('a', { email: 'ann@x.org' })]))).toMatchObject({
      name: 'ConfigError',
      message: 'Meta knows no identifier "email"',
      mend: expect.stringContaining('EMAIL'),
    });
    expect(userRequests()).toEqual([]);
  });

  test('terms that nobody accepted, another account, another version', async () => {
    server.terms = false;
    expect(await failure(meta.testConnection(client, context()))).toMatchObject({
      name: 'AuthError',
      mend: expect.stringContaining(`tos/?act=${server.account}`),
    });
    const other = await open({ ad_account_id: 'act_42' });
    expect(await failure(meta.testConnection(other, context()))).toMatchObject({ name: 'ConfigError' });
    const old = await open({ api_url: `${server.url}/v3.0` });
    expect(await failure(meta.testConnection(old, context()))).toMatchObject({
      name: 'ConfigError',
      mend: expect.stringContaining('version'),
    });
  });
});

test('an app that demands a proof gets it', async () => {
  const proving = await open({ app_secret: 'the-app-secret' });
  await meta.testConnection(proving, context());
  const proof = createHmac('sha256', 'the-app-secret').update(token).digest('hex');
  expect(server.requests.at(-1)?.path).toContain(`appsecret_proof=${proof}`);
  expect(server.requests.at(-1)?.path).not.toContain('the-app-secret');
});

test.each([{}, { audience_id: '1', audience: 'x' }, { audience_id: 'x' }, { audience_id: '1', match: 'FN' }])(
  'options that name no audience are refused: %j',
  (given) => expect(object.options.safeParse(given).success).toBe(false),
);

const file = specFile('meta', 'CustomAudience.json');
const described = z.looseObject({
  apis: z.array(
    z.looseObject({
      endpoint: z.string().optional(),
      method: z.string(),
      params: z.array(z.looseObject({ name: z.string() })),
    }),
  ),
  fields: z.array(z.looseObject({ name: z.string() })),
});

if (file === undefined) {
  test(`Meta is not compared with its published description: ${specsFolder} has none`, () => {
    expect(existsSync(`${specsFolder}/meta/CustomAudience.json`)).toBe(false);
  });
} else {
  test('by Meta’s published description members are added and removed as they are, and audiences have the fields read', async () => {
    const { apis, fields } = described.parse(JSON.parse(await readFile(file, 'utf8')));
    await send([row('a')]);
    await send([gone('a')]);
    expect(userRequests()).toHaveLength(2);
    for (const { method, body } of userRequests()) {
      const api = apis.find((one) => one.endpoint === 'users' && one.method === method);
      const names = api?.params.map(({ name }) => name) ?? [];
      for (const name of Object.keys(JSON.parse(body))) expect(names).toContain(name);
    }
    const known = fields.map(({ name }) => name);
    for (const name of ['id', 'name', 'subtype', 'customer_file_source', 'description'])
      expect(known).toContain(name);
  });
}

test('says when its token ends, that one has no end, and that a token is refused', async () => {
  const ends = async (given: MetaClient) => meta.credentialsEnd?.(given, context());
  expect(await ends(client)).toBeNull();
  server.tokensEnd.set(token, Date.UTC(2026, 2, 1) / 1000);
  expect(await ends(client)).toEqual(new Date('2026-03-01T00:00:00Z'));
  await expect(ends(await open({ access_token: 'gone' }))).rejects.toThrow(AuthError);
});
