import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BatchContext, OutgoingRow, SyncMode } from '../../../connectors/destinations/define.ts';
import { destinationOf, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { SalesforceServer } from '../../simulators/salesforce.ts';
import { contextOf, counting, failureOf, hasty, row, statuses } from './sending.ts';

process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';

const salesforce = destinationOf('salesforce');
const record = objectOf(salesforce, 'record');

let server: SalesforceServer;
beforeEach(async () => {
  server = await SalesforceServer.start();
});
afterEach(() => server.close());

const clientOf = async (auth: object = {}, waited: string[] = []) => {
  const { clientId: client_id, clientSecret: client_secret } = server;
  const given = { flow: 'client_credentials', client_id, client_secret, ...auth };
  const config = salesforce.config.parse({ auth: given, login_url: server.url });
  return salesforce.connect(config, {
    ...contextOf('upsert'),
    throttle: counting(waited),
  });
};

interface Sending {
  match?: string;
  type?: string;
  mode?: SyncMode;
  client?: unknown;
}

const optionsOf = ({ type = 'Contact', match = 'Weft_Id__c' }: Sending) =>
  record.options.parse({ type, match });

const send = async (rows: OutgoingRow[], sending: Sending = {}) =>
  sendRows(rows, {
    object: record,
    client: sending.client ?? (await clientOf()),
    options: optionsOf(sending),
    context: contextOf(sending.mode ?? 'upsert'),
    policy: hasty,
  });

const contacts = () => [...server.object('Contact').records.values()];
const asked = () =>
  server.requests.map(({ method, path }) => `${method} ${path.split('?')[0]?.split('/v62.0/')[1]}`);

describe('records', () => {
  test('values arrive as their fields want them, and nulls empty', async () => {
    const id = server.add('Contact', { Weft_Id__c: 'a1', LastName: 'Old', FirstName: 'Old' });
    const fields = {
      FirstName: null,
      LastName: 'Zoë 👩‍👩‍👧‍👦',
      Orders__c: '3.5',
      Birthdate: '1990-05-01 00:00:00',
      Last_Seen__c: '2024-02-29 10:11:12.5',
      VIP__c: 'true',
      Interests__c: ['Art', 'Tea'],
    };
    expect(statuses(await send([row('A1', fields)]))).toEqual(['accepted']);
    expect(server.object('Contact').records.get(id)).toEqual({
      Id: id,
      Weft_Id__c: 'A1',
      LastName: 'Zoë 👩‍👩‍👧‍👦',
      Orders__c: 3.5,
      Birthdate: '1990-05-01',
      Last_Seen__c: '2024-02-29T10:11:12.500Z',
      VIP__c: true,
      Interests__c: 'Art;Tea',
    });
  });

  test('each row is answered for, with the field at fault', async () => {
    server.add('Contact', { Weft_Id__c: 'other', Number__c: 7, LastName: 'Other' });
    server.refuse('Twin', 'Use one of these records?');
    const rows = [
      row('1', { LastName: 'A' }),
      row('2', { FirstName: 'No last name' }),
      row('3', { LastName: 'A', Email: 'nobody' }),
      row('4', { LastName: 'x'.repeat(81) }),
      row('5', { LastName: 'A', Tier__c: 'Bronze' }),
      row('6', { LastName: 'Twin' }),
      row('7', { LastName: 'A', Number__c: 7 }),
      row('', { LastName: 'A' }),
    ];
    expect(await send(rows)).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', field: 'LastName', reason: expect.stringContaining('REQUIRED_FIELD_MISSING') },
      { status: 'rejected', field: 'Email', reason: expect.stringContaining('INVALID_EMAIL_ADDRESS') },
      { status: 'rejected', field: 'LastName', reason: expect.stringContaining('max length=80') },
      { status: 'rejected', field: 'Tier__c' },
      { status: 'rejected', reason: 'DUPLICATES_DETECTED: Use one of these records?' },
      { status: 'rejected', reason: expect.stringContaining('duplicate value found: Number__c') },
      { status: 'rejected', field: 'Weft_Id__c' },
    ]);
  });

  test('a value that cannot be read as JSON refuses the request, and its row is found', async () => {
    const rows = Array.from({ length: 9 }, (_, index) =>
      row(`${index}`, { LastName: 'A', Birthdate: '1990-01-01' }),
    );
    rows[5] = row('5', { LastName: 'A', Birthdate: 'unknown' });
    const results = await send(rows);
    expect(results[5]).toMatchObject({ status: 'rejected', reason: expect.stringContaining('unknown') });
    expect(contacts()).toHaveLength(8);
  });

  test('a record that somebody else holds is tried again', async () => {
    server.lock('Held', 2);
    server.lock('Stuck', 99);
    const rows = ['Free', 'Held', 'Stuck'].map((LastName, index) => row(`${index}`, { LastName }));
    expect(await send(rows)).toMatchObject([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'rejected', transient: true, reason: expect.stringContaining('UNABLE_TO_LOCK_ROW') },
    ]);
  });

  test.each([
    ['a field that is not there', { type: 'Contact' }, { LastName: 'A', Nickname__c: 'B' }],
    ['a field that is not to be written', { type: 'Contact' }, { LastName: 'A', Name: 'B' }],
    ['an object that is not there', { type: 'Contract__c' }, { LastName: 'A' }],
    ['a field that no record is known by', { match: 'FirstName' }, { LastName: 'A' }],
    ['an external id that is not there', { match: 'Nothing__c' }, { LastName: 'A' }],
    ['an id, for a record that may be new', { match: 'Id' }, { LastName: 'A' }],
  ])('%s ends the run, and no row counts as rejected', async (_, sending, fields) => {
    expect(await failureOf(send([row('1', fields)], sending))).toMatchObject({
      name: 'ConfigError',
      mend: expect.any(String),
    });
    expect(contacts()).toEqual([]);
  });

  test('a schema that changes in mid-run does so too', async () => {
    const client = await clientOf();
    await send([row('1', { LastName: 'A', Orders__c: 1 })], { client });
    server.object('Contact').fields.delete('Orders__c');
    expect(await failureOf(send([row('2', { LastName: 'A', Orders__c: 1 })], { client }))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('Orders__c'),
    });
  });

  test('keys that Salesforce sees as one go once', async () => {
    const results = await send([row('Ada', { LastName: '1' }), row('ADA', { LastName: '2' })]);
    expect(results).toMatchObject([{ status: 'accepted' }, { status: 'rejected', field: 'Weft_Id__c' }]);
    expect(contacts().map(({ LastName }) => LastName)).toEqual(['1']);
    const numbers = await send([row('0', { LastName: 'Zero' })], { match: 'Number__c' });
    expect(statuses(numbers)).toEqual(['accepted']);
  });

  test('an update changes what is there, skips what is not, and does not guess between several', async () => {
    server.add('Contact', { Email: 'a@x.org', LastName: 'Old' });
    for (const LastName of ['One', 'Other']) server.add('Contact', { Email: 'b@x.org', LastName });
    const rows = ['A@x.org', 'b@x.org', 'c@x.org', "o'brien@x.org"].map((key) =>
      row(key, { LastName: 'New' }, 'update'),
    );
    const results = await send(rows, { match: 'Email', mode: 'update' });
    expect(results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', reason: '2 records of Salesforce have this Email' },
      { status: 'skipped' },
      { status: 'skipped' },
    ]);
    expect(contacts().map(({ LastName }) => LastName)).toEqual(['New', 'One', 'Other']);
    const id = String(contacts()[0]?.Id);
    const byId = [id, '003000000000999AAA'].map((key) => row(key, { LastName: 'Newer' }, 'update'));
    expect(statuses(await send(byId, { match: 'Id', mode: 'update' }))).toEqual(['accepted', 'skipped']);
    expect(contacts()[0]?.LastName).toBe('Newer');
  });

  test('an upsert by a field that several records have is refused by Salesforce', async () => {
    for (const LastName of ['One', 'Other']) server.add('Contact', { Email: 'b@x.org', LastName });
    expect(await send([row('b@x.org', { LastName: 'New' })], { match: 'Email' })).toMatchObject([
      { status: 'rejected', reason: expect.stringContaining('DUPLICATE_EXTERNAL_ID'), field: 'Email' },
    ]);
  });

  test('an insert never changes what is there, nor adds it twice', async () => {
    server.add('Contact', { Weft_Id__c: '1', LastName: 'Old' });
    server.add('Contact', { Number__c: 7, LastName: 'Numbered' });
    const clash = await send([row('3', { LastName: 'New', Number__c: 7 })], { mode: 'insert' });
    expect(clash).toMatchObject([{ status: 'rejected', field: 'Number__c' }]);
    const rows = ['1', '2'].map((key) => row(key, { LastName: 'New' }));
    expect(statuses(await send(rows, { mode: 'insert' }))).toEqual(['skipped', 'accepted']);
    expect(statuses(await send(rows, { mode: 'insert' }))).toEqual(['skipped', 'skipped']);
    expect(contacts().map(({ LastName }) => LastName)).toEqual(['Old', 'Numbered', 'New']);
  });

  test('deletes what is there, and accepts what is gone, also when it went in between', async () => {
    for (const key of ['1', '2']) server.add('Contact', { Weft_Id__c: key, LastName: 'A' });
    const client = await clientOf();
    const rows = ['1', '2', '3'].map((key) => row(key, {}, 'delete'));
    expect(statuses(await send(rows, { mode: 'mirror', client }))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect(contacts()).toEqual([]);
    expect(statuses(await send(rows, { mode: 'mirror', client }))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
  });

  test('reads back through many pages and many statements', async () => {
    server.pageSize = 40;
    const keys = Array.from({ length: 200 }, (_, index) =>
      `a long key with 'quotes' and ✓ number ${index} `.repeat(2),
    );
    for (const key of keys) server.add('Person__c', { Weft_Id__c: key, Note__c: `note of ${key}` });
    const options = optionsOf({ type: 'Person__c' });
    const found = await record.read?.(
      [...keys, 'nobody'],
      ['Note__c'],
      await clientOf(),
      options,
      contextOf('upsert'),
    );
    expect([...(found ?? [])]).toEqual(keys.map((key) => [key, { Note__c: `note of ${key}` }]));
    const unknown = record.read?.(keys, ['X FROM Y'], await clientOf(), options, contextOf('upsert'));
    expect(await failureOf(Promise.resolve(unknown))).toMatchObject({ name: 'ConfigError' });
  });

  test('an answer that leaves rows out is no answer', async () => {
    const client = await clientOf();
    await send([row('1', { LastName: 'A' })], { client });
    server.faults.push({ answer: 200, body: '[]', headers: { 'content-type': 'application/json' } });
    expect(
      await failureOf(
        record.perform([row('2', { LastName: 'A' })], client, optionsOf({}), contextOf('upsert')),
      ),
    ).toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('0 results came for 1 records'),
    });
  });

  test('fields and objects are discovered', async () => {
    const fields = await record.fields?.(await clientOf(), optionsOf({}), contextOf('upsert'));
    expect(fields).toEqual(
      expect.arrayContaining([
        { name: 'Id', title: 'Id', type: 'text', identity: true, longest: 18 },
        { name: 'LastName', title: 'Last Name', type: 'text', required: true, longest: 80 },
        { name: 'Email', title: 'Email', type: 'email', identity: true, longest: 80 },
        { name: 'Weft_Id__c', title: 'Weft_Id__c', type: 'text', identity: true, longest: 255 },
        { name: 'Last_Seen__c', title: 'Last_Seen__c', type: 'timestamp' },
        { name: 'VIP__c', title: 'VIP__c', type: 'boolean' },
        { name: 'Tier__c', title: 'Tier__c', type: 'text', values: ['Gold', 'Silver'] },
        { name: 'Interests__c', title: 'Interests__c', type: 'list', values: ['Art', 'Music', 'Tea'] },
      ]),
    );
    const names = fields?.map(({ name }) => name);
    expect(names).not.toContain('Name');
    expect(names).not.toContain('MailingAddress');
    expect(await salesforce.discover?.(await clientOf(), contextOf('upsert'))).toEqual([
      { object: 'record', options: { type: 'Contact' }, title: 'Contact' },
      { object: 'record', options: { type: 'Person__c' }, title: 'Person' },
    ]);
  });
});

describe('sessions', () => {
  test('one that ends in mid-run is renewed once, for all that wait for it', async () => {
    const client = await clientOf();
    await send([row('0', { LastName: 'A' })], { client });
    server.expire();
    const rows = Array.from({ length: 800 }, (_, index) => row(`${index}`, { LastName: 'B' }));
    expect(new Set(statuses(await send(rows, { client })))).toEqual(new Set(['accepted']));
    expect(server.logins).toBe(2);
    expect(contacts()).toHaveLength(800);
  });

  test('a new one that is refused too ends the run', async () => {
    server.refuseSessions = true;
    expect(await failureOf(send([row('1', { LastName: 'A' })]))).toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining('INVALID_SESSION_ID'),
    });
    expect(server.logins).toBe(2);
  });

  test.each([
    ['refresh_token', () => ({ flow: 'refresh_token', refresh_token: server.refreshToken })],
    [
      'jwt_bearer',
      () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' });
        return { flow: 'jwt_bearer', username: 'ada@acme.example', private_key, client_secret: undefined };
      },
    ],
  ])('come by the flow %s', async (_, auth) => {
    const { client_secret, ...given } = { client_secret: server.clientSecret, ...auth() };
    const { clientId: client_id } = server;
    const whole = client_secret === undefined ? given : { ...given, client_secret };
    const config = salesforce.config.parse({ auth: { client_id, ...whole }, login_url: server.url });
    const client = await salesforce.connect(config, { ...contextOf('upsert'), throttle: unthrottled });
    expect(statuses(await send([row('1', { LastName: 'A' })], { client }))).toEqual(['accepted']);
  });

  test('a refresh token that was taken back ends the run', async () => {
    const auth = { flow: 'refresh_token', refresh_token: 'an-old-one' };
    expect(await failureOf(send([row('1')], { client: await clientOf(auth) }))).toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining('invalid_grant'),
    });
  });

  test('a key that is none is a fault of the settings', async () => {
    const { clientId: client_id } = server;
    const auth = {
      flow: 'jwt_bearer',
      client_id,
      username: 'ada@acme.example',
      private_key: 'secret but no key',
    };
    const config = salesforce.config.parse({ auth, login_url: server.url });
    const client = await salesforce.connect(config, { ...contextOf('upsert'), throttle: unthrottled });
    const failure = await failureOf(send([row('1')], { client }));
    expect(failure).toMatchObject({ name: 'ConfigError', mend: expect.any(String) });
    expect(failure.message).not.toContain('secret but no key');
  });

  test('each request waits for the account first', async () => {
    const waited: string[] = [];
    await send([row('1', { LastName: 'A' })], { client: await clientOf({}, waited) });
    expect(waited).toHaveLength(server.requests.length);
    expect(asked()).toEqual([
      'POST undefined',
      'GET sobjects/Contact/describe',
      'PATCH composite/sobjects/Contact/Weft_Id__c',
    ]);
  });
});

describe('jobs', () => {
  const bulkOf = () => {
    if (record.bulk === undefined) throw new Error('there are no jobs');
    return record.bulk;
  };

  /** Submits, asks until the end, and reads the results, each with a client of its own: a job outlives its process. */
  async function run(rows: OutgoingRow[], sending: Sending = {}) {
    const context = contextOf(sending.mode ?? 'upsert');
    const options = optionsOf(sending);
    const bulk = bulkOf();
    const job = await bulk.submit(rows, await clientOf(), options, context);
    const client = await clientOf();
    const waits: number[] = [];
    for (;;) {
      const polled = await bulk.poll(job, client, options, context);
      if (polled.ended) break;
      waits.push(polled.againMs);
    }
    return { results: await bulk.results(job, rows, await clientOf(), options, context), waits, job };
  }

  test('keep hostile text, empty what is null, and answer for each row', async () => {
    server.add('Person__c', { Weft_Id__c: 'a', About__c: 'old', Note__c: 'old' });
    server.refuse('refused', 'Not this one');
    const text = 'two\nlines, "quoted"; \'=1+1\' Zoë 👩‍👧 ✓';
    const rows = [
      row('a', { About__c: text, Note__c: null }, 'update'),
      row(`b ${text}`, { About__c: 'new' }),
      row('c', { About__c: 'refused' }),
      row('d', { Note__c: 'x'.repeat(140_000) }),
    ];
    const { results, waits } = await run(rows, { type: 'Person__c' });
    expect(results).toMatchObject([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'rejected', reason: 'DUPLICATES_DETECTED: Not this one' },
      { status: 'rejected', field: 'Note__c', reason: expect.stringContaining('STRING_TOO_LONG') },
    ]);
    expect(waits).toEqual([5000]);
    expect([...server.object('Person__c').records.values()].map(({ Id: _, ...one }) => one)).toEqual([
      { Weft_Id__c: 'a', About__c: text },
      { Weft_Id__c: `b ${text}`, About__c: 'new' },
    ]);
  });

  test('write and delete by one submission, and give the same answers when it is made twice', async () => {
    for (const key of ['1', '2']) server.add('Contact', { Weft_Id__c: key, LastName: 'Old' });
    const rows = [
      row('1', {}, 'delete'),
      row('2', { LastName: 'New', Orders__c: 2, VIP__c: true }, 'update'),
      row('3', { LastName: 'New' }),
      row('4', {}, 'delete'),
    ];
    const all = ['accepted', 'accepted', 'accepted', 'accepted'];
    expect(statuses((await run(rows, { mode: 'mirror' })).results)).toEqual(all);
    expect(statuses((await run(rows, { mode: 'mirror' })).results)).toEqual(all);
    expect(contacts().map(({ Weft_Id__c, LastName }) => [Weft_Id__c, LastName])).toEqual([
      ['2', 'New'],
      ['3', 'New'],
    ]);
  });

  test('a delete that is refused says so', async () => {
    server.add('Contact', { Weft_Id__c: '1', LastName: 'Kept' });
    server.refuse('Kept', 'It has open cases');
    const { results } = await run([row('1', {}, 'delete')], { mode: 'mirror' });
    expect(results).toMatchObject([{ status: 'rejected', reason: expect.stringContaining('open cases') }]);
  });

  test.each([
    ['insert', ['skipped', 'accepted', 'rejected'], ['Old', 'New']],
    ['update', ['accepted', 'skipped', 'skipped'], ['New']],
  ] as const)('%s as single calls do', async (mode, expected, names) => {
    server.add('Contact', { Weft_Id__c: '1', LastName: 'Old' });
    const rows = [
      row('1', { LastName: 'New' }),
      row('2', { LastName: 'New' }),
      row('3', { FirstName: 'None' }),
    ];
    const { results } = await run(rows, { mode });
    expect(statuses(results)).toEqual(expected);
    expect(contacts().map(({ LastName }) => LastName)).toEqual(names);
  });

  test('rows that are not to be sent make no job', async () => {
    const rows = [row('1', { LastName: 'A' }, 'update'), row('2', {}, 'delete')];
    const { results, job } = await run(rows, { mode: 'update' });
    expect(statuses(results)).toEqual(['skipped', 'accepted']);
    expect(job).toBe('[]');
  });

  test('records that a job did not come to are for the next run', async () => {
    server.jobs.failAfter = 2;
    const rows = ['1', '2', '3'].map((key) => row(key, { LastName: 'A' }));
    expect((await run(rows)).results).toMatchObject([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'rejected', transient: true },
    ]);
  });

  test('a lock is tried again, keys that are one go once', async () => {
    server.lock('Held', 1);
    const rows = [row('a', { LastName: 'Held' }), row('b', { LastName: 'B' }), row('B', { LastName: 'C' })];
    expect(statuses((await run(rows)).results)).toEqual(['retry', 'accepted', 'rejected']);
  });

  test('a job that fails whole is refused as a batch, or for the mapping', async () => {
    server.jobs.failAfter = 0;
    expect(await failureOf(run([row('1', { LastName: 'A' })]))).toMatchObject({
      name: 'BatchRejected',
      message: expect.stringContaining('TooManyRetries'),
    });
    const unknown = run([row('1', { LastName: 'A', Nickname__c: 'B' })]);
    expect(await failureOf(unknown)).toMatchObject({ name: 'ConfigError' });
  });

  test('a field that went after the description is a fault of the mapping', async () => {
    const client = await clientOf();
    const bulk = bulkOf();
    const rows = [row('1', { LastName: 'A', Orders__c: 1 })];
    const context = contextOf('upsert');
    await record.fields?.(client, optionsOf({}), context);
    server.object('Contact').fields.delete('Orders__c');
    const job = await bulk.submit(rows, client, optionsOf({}), context);
    while (!(await bulk.poll(job, client, optionsOf({}), context)).ended);
    expect(await failureOf(bulk.results(job, rows, client, optionsOf({}), context))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringContaining('Orders__c'),
    });
  });

  test('an upload that fails, or is broken off, leaves no job that could run', async () => {
    const client = await clientOf();
    server.jobs.refuseUploads = true;
    const rows = [row('1', { LastName: 'A' })];
    const submit = (given: Partial<BatchContext> = {}) =>
      bulkOf().submit(rows, client, optionsOf({}), { ...contextOf('upsert'), ...given });
    expect(await failureOf(submit())).toMatchObject({ name: 'BatchRejected' });
    server.jobs.refuseUploads = false;
    const stop = new AbortController();
    server.jobs.onUpload = () => stop.abort(new Error('the process ends'));
    expect(await failureOf(submit({ signal: stop.signal }))).toMatchObject({ message: 'the process ends' });
    server.jobs.onUpload = () => undefined;
    await submit();
    const states = [...server.jobs.jobs.values()].map(({ state }) => state);
    expect(states[0]).toBe('Aborted');
    expect(states[1]).toBe('Open');
    expect(states[2]).toBe('UploadComplete');
  });
});
