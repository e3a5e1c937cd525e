import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutgoingRow, SyncMode } from '../../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import { HubspotServer } from '../../simulators/hubspot.ts';
import { contextOf, counting, failureOf, hasty, row, statuses } from './sending.ts';

process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';

const hubspot = destinationOf('hubspot');

let server: HubspotServer;
beforeEach(async () => {
  server = await HubspotServer.start();
});
afterEach(() => server.close());

const clientOf = async (waited: string[] = []) =>
  hubspot.connect(hubspot.config.parse({ access_token: server.token, api_url: server.url }), {
    ...contextOf('upsert'),
    throttle: counting(waited),
  });

interface Sending {
  object?: string;
  options?: object;
  mode?: SyncMode;
}

async function send(
  rows: OutgoingRow[],
  { object = 'contacts', options = {}, mode = 'upsert' }: Sending = {},
) {
  const found = objectOf(hubspot, object);
  return sendRows(rows, {
    object: found,
    client: await clientOf(),
    options: found.options.parse(options),
    context: contextOf(mode),
    policy: hasty,
  });
}

const contact = (email: string) =>
  [...server.object('contacts').records.values()].find((one) => one.email === email);
const paths = () => server.requests.map(({ path }) => path.replace('/crm/v3/', ''));

describe('contacts', () => {
  test('values arrive as their properties want them, and nulls empty', async () => {
    server.add('contacts', { email: 'ada@x.org', lastname: 'Old' });
    const fields = {
      firstname: 'Zoë 👩‍👩‍👧‍👦',
      lastname: null,
      orders: 3,
      birthday: '1990-05-01 00:00:00',
      last_seen: '2024-02-29 10:11:12.5',
      vip: true,
      interests: ['art', 'tea'],
    };
    expect(statuses(await send([row(' Ada@X.org ', fields)]))).toEqual(['accepted']);
    expect(contact('ada@x.org')).toEqual({
      email: 'ada@x.org',
      firstname: 'Zoë 👩‍👩‍👧‍👦',
      orders: '3',
      birthday: '1990-05-01',
      last_seen: '2024-02-29T10:11:12.500Z',
      vip: 'true',
      interests: 'art;tea',
      hs_object_id: '1001',
    });
  });

  test('the rows at fault are found among those of a batch that HubSpot refuses whole', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => row(`p${index}@x.org`, { tier: 'gold' }));
    rows[7] = row('p7@x.org', { tier: 'bronze' });
    rows[21] = row('nobody', { tier: 'gold' });
    const results = await send(rows);
    expect(results[7]).toMatchObject({
      status: 'rejected',
      field: 'tier',
      reason: 'bronze was not one of the allowed options: [gold, silver]',
    });
    expect(results[21]).toMatchObject({
      status: 'rejected',
      field: 'email',
      reason: expect.stringContaining('nobody'),
    });
    expect(results.filter(({ status }) => status === 'accepted')).toHaveLength(38);
    expect(server.object('contacts').records.size).toBe(38);
  });

  test('with another unique property the answer tells row by row, in one call', async () => {
    server.add('contacts', { email: 'taken@x.org', member_id: '1' });
    const rows = [
      row('2', { firstname: 'A' }),
      row('3', { orders: 'many' }),
      row('4', { email: 'Taken@x.org' }),
      row('5', { firstname: 'x'.repeat(70_000) }),
      row('6', { firstname: 'y'.repeat(60_000) }),
    ];
    const results = await send(rows, { options: { match: 'member_id' } });
    expect(statuses(results)).toEqual(['accepted', 'rejected', 'rejected', 'rejected', 'accepted']);
    expect(results[1]).toMatchObject({ field: 'orders', reason: 'many was not a valid long.' });
    expect(results[2]).toMatchObject({ reason: expect.stringContaining('Contact already exists') });
    expect(results[3]).toMatchObject({ field: 'firstname' });
    expect(paths().filter((path) => path.includes('upsert'))).toHaveLength(1);
  });

  test('errors that name no row are found by halving', async () => {
    server.traces = false;
    const rows = ['1', '2', '3', '4'].map((key) => row(key, { orders: key === '3' ? 'three' : key }));
    const results = await send(rows, { options: { match: 'member_id' } });
    expect(statuses(results)).toEqual(['accepted', 'accepted', 'rejected', 'accepted']);
    expect(results[2]).toMatchObject({ field: 'orders' });
  });

  test('an answer that leaves rows out is no answer', async () => {
    const body = JSON.stringify({ status: 'COMPLETE', results: [{ id: '1', objectWriteTraceId: '0' }] });
    const client = await clientOf();
    const contacts = objectOf(hubspot, 'contacts');
    await contacts.fields?.(client, contacts.options.parse({}), contextOf('upsert'));
    server.faults.push({ answer: 200, body: '{"results": []}' }, { answer: 200, body });
    const rows = [row('a@x.org'), row('b@x.org')];
    const failure = await failureOf(
      contacts.perform(rows, client, contacts.options.parse({}), contextOf('upsert')),
    );
    expect(failure).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('nothing of 1 of 2 records'),
    });
  });

  test.each([
    ['a property that is not there', 'nickname'],
    ['a property that is read only', 'days_open'],
  ])('%s ends the run, and no row counts as rejected', async (_, name) => {
    const rows = [row('a@x.org', { firstname: 'A' }), row('b@x.org', { [name]: '1' })];
    for (const options of [{}, { match: 'member_id' }]) {
      expect(await failureOf(send(rows, { options }))).toMatchObject({
        name: 'ConfigError',
        message: expect.stringContaining(name),
        mend: expect.any(String),
      });
    }
  });

  test('keys that HubSpot sees as one go once', async () => {
    const results = await send([row('Ada@x.org', { firstname: '1' }), row('ada@X.org', { firstname: '2' })]);
    expect(results).toMatchObject([{ status: 'accepted' }, { status: 'rejected', field: 'email' }]);
    expect(contact('ada@x.org')?.firstname).toBe('1');
  });

  test('an update changes by id those that are there, found by any of their addresses, and skips others', async () => {
    const properties = { email: 'new@x.org', hs_additional_emails: 'old@x.org;older@x.org' };
    const id = server.add('contacts', properties);
    const rows = ['old@x.org', 'nobody@x.org', 'NEW@x.org'].map((key) =>
      row(key, { firstname: key }, 'update'),
    );
    const results = await send(rows, { mode: 'update' });
    expect(statuses(results)).toEqual(['accepted', 'skipped', 'rejected']);
    expect(server.object('contacts').records.get(id)).toEqual({
      ...properties,
      firstname: 'old@x.org',
      hs_object_id: id,
    });
    expect(server.object('contacts').records.size).toBe(1);
  });

  test('an update by record id needs no other request, and a record that is gone is skipped', async () => {
    const id = server.add('contacts', { email: 'a@x.org' });
    const rows = [id, '999'].map((key) => row(key, { hs_object_id: key, firstname: 'A' }, 'update'));
    const options = { match: 'hs_object_id' };
    expect(statuses(await send(rows, { options, mode: 'update' }))).toEqual(['accepted', 'skipped']);
    expect(paths()).toEqual(['properties/contacts', 'objects/contacts/batch/update']);
    expect(await failureOf(send(rows, { options }))).toMatchObject({ name: 'ConfigError' });
  });

  test.each(['email', 'member_id'])('an insert by %s never changes what is there', async (match) => {
    server.add('contacts', { email: 'a@x.org', member_id: 'a@x.org', firstname: 'Old' });
    const rows = ['a@x.org', 'b@x.org'].map((key) => row(key, { firstname: 'New' }));
    const results = await send(rows, { options: { match }, mode: 'insert' });
    expect(statuses(results)).toEqual(['skipped', 'accepted']);
    expect([...server.object('contacts').records.values()].map((one) => [one[match], one.firstname])).toEqual(
      [
        ['a@x.org', 'Old'],
        ['b@x.org', 'New'],
      ],
    );
  });

  test('removals archive what is there, and accept what is gone', async () => {
    server.add('contacts', { email: 'a@x.org' });
    for (const operation of ['archive', 'delete'] as const) {
      const rows = ['a@x.org', 'gone@x.org'].map((key) => row(key, {}, operation));
      expect(statuses(await send(rows, { mode: 'mirror' }))).toEqual(['accepted', 'accepted']);
      expect(server.object('contacts').records.size).toBe(0);
    }
  });

  test('a token that is revoked in mid-run ends it, and later rows are not judged', async () => {
    const body = JSON.stringify({ category: 'EXPIRED_AUTHENTICATION', message: 'The token has expired' });
    const rows = Array.from({ length: 250 }, (_, index) => row(`p${index}@x.org`));
    const sending = send(rows);
    while (server.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    server.faults.push({ answer: 401, body }, { answer: 401, body }, { answer: 401, body });
    expect(await failureOf(sending)).toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining('expired'),
    });
  });

  test('a limit that lasts until midnight is told with its wait, and not waited for', async () => {
    const body = JSON.stringify({ policyName: 'DAILY', message: 'You have reached your daily limit.' });
    server.faults.push({ answer: 429, body });
    const failure = await failureOf(send([row('a@x.org')]));
    expect(failure).toMatchObject({ name: 'RateLimited', message: expect.stringContaining('daily limit') });
    expect(server.requests).toHaveLength(1);
  });

  test('each request waits for the account first', async () => {
    const waited: string[] = [];
    const contacts = objectOf(hubspot, 'contacts');
    await contacts.perform(
      [row('a@x.org')],
      await clientOf(waited),
      contacts.options.parse({}),
      contextOf('update'),
    );
    expect(waited).toHaveLength(server.requests.length);
  });

  test('fields tell what can be written, and by what records are found', async () => {
    const contacts = objectOf(hubspot, 'contacts');
    const fields = await contacts.fields?.(await clientOf(), contacts.options.parse({}), contextOf('upsert'));
    expect(fields).toEqual(
      expect.arrayContaining([
        { name: 'email', title: 'Email', type: 'email', identity: true },
        { name: 'member_id', title: 'member_id', type: 'text', identity: true, longest: 65_536 },
        { name: 'phone', title: 'phone', type: 'phone', longest: 65_536 },
        { name: 'last_seen', title: 'last_seen', type: 'timestamp' },
        { name: 'vip', title: 'vip', type: 'boolean' },
        { name: 'tier', title: 'tier', type: 'text', values: ['gold', 'silver'] },
        { name: 'interests', title: 'interests', type: 'list', values: ['art', 'music', 'tea'] },
      ]),
    );
    expect(fields?.map(({ name }) => name)).not.toContain('days_open');
  });
});

test('companies are not matched by their domain, which HubSpot does not keep unique', async () => {
  const companies = objectOf(hubspot, 'companies');
  expect(companies.options.safeParse({}).success).toBe(false);
  const rows = [row('x.org', { name: 'X' })];
  expect(await failureOf(send(rows, { object: 'companies', options: { match: 'domain' } }))).toMatchObject({
    name: 'ConfigError',
    mend: expect.stringContaining('match'),
  });
});

describe('custom objects', () => {
  const options = { type: 'p42_subscriptions', match: 'subscription_id' };

  test('are found by discovery, with the lists that can be written', async () => {
    expect(await hubspot.discover?.(await clientOf(), contextOf('upsert'))).toEqual([
      { object: 'custom', options: { type: 'p42_subscriptions' }, title: 'Subscriptions' },
      { object: 'list', options: { list: '7' }, title: 'Newsletter' },
    ]);
    server.missingScopes.set('/crm/v3/schemas', 'crm.schemas.custom.read');
    expect(await hubspot.discover?.(await clientOf(), contextOf('upsert'))).toHaveLength(1);
  });

  test('pages of lists are read to the end', async () => {
    for (let index = 0; index < 600; index++)
      server.addList(`${1000 + index}`, `List ${index}`, 'MANUAL', '0-1');
    expect(await hubspot.discover?.(await clientOf(), contextOf('upsert'))).toHaveLength(602);
  });

  test('a required property that a new record lacks is named', async () => {
    const rows = [row('s1', { plan: 'pro' }), row('s2', { note: 'no plan' })];
    const results = await send(rows, { object: 'custom', options });
    expect(results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', field: 'plan', reason: expect.stringContaining('required properties') },
    ]);
  });

  test('fields tell which are required, where the token may know it', async () => {
    const custom = objectOf(hubspot, 'custom');
    const required = async () => {
      const fields = await custom.fields?.(
        await clientOf(),
        custom.options.parse(options),
        contextOf('upsert'),
      );
      return fields?.filter((field) => field.required).map(({ name }) => name);
    };
    expect(await required()).toEqual(['plan']);
    server.missingScopes.set('/crm/v3/schemas', 'crm.schemas.custom.read');
    expect(await required()).toEqual([]);
  });

  test('an object that is not there is a fault of the sync', async () => {
    const unknown = { type: 'p42_nothing', match: 'id' };
    expect(await failureOf(send([row('1')], { object: 'custom', options: unknown }))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('p42_nothing'),
    });
  });
});

describe('a list', () => {
  const list = { object: 'list', options: { list: '7' }, mode: 'audience' } as const;

  test('takes contacts that are there, and asks to try the others again', async () => {
    const id = server.add('contacts', { email: 'a@x.org' });
    const results = await send([row('A@x.org'), row('b@x.org')], list);
    expect(results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', field: 'email', transient: true },
    ]);
    expect([...(server.lists.get('7')?.members ?? [])]).toEqual([id]);
    const removed = [row('a@x.org', {}, 'delete'), row('b@x.org', {}, 'delete')];
    expect(statuses(await send(removed, list))).toEqual(['accepted', 'accepted']);
    expect(server.lists.get('7')?.members.size).toBe(0);
    expect(server.object('contacts').records.size).toBe(1);
  });

  test.each([
    ['8', 'active list'],
    ['99', 'List does not exist'],
  ])('list %s cannot be written: %s', async (id, message) => {
    server.add('contacts', { email: 'a@x.org' });
    expect(await failureOf(send([row('a@x.org')], { ...list, options: { list: id } }))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining(message),
    });
  });

  test('names the scopes that its token lacks', async () => {
    server.missingScopes.set('/crm/v3/lists/', 'crm.lists.write');
    expect(await failureOf(send([row('a@x.org')], list))).toMatchObject({
      name: 'AuthError',
      mend: expect.stringContaining('crm.lists.write'),
    });
  });
});
