import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type BatchContext, fieldTypes, type OutgoingRow } from '../../../connectors/destinations/define.ts';
import { destinationOf, destinations, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendRows } from '../../../connectors/destinations/send.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { messageOf, WeftError } from '../../../connectors/errors.ts';
import { type Harness, harnesses, type Running } from './harness.ts';
import { failureOf } from './sending.ts';

const hostile = [
  'o\'brien & sons <b>"quoted"</b>',
  '',
  'Zoë 👩‍👩‍👧‍👦 東京 \u202Ertl \u0301',
  'two\nlines\r\nand\ttabs',
  ' spaces around ',
  '{{json row}} {{{raw}}} {% jinja %} %s %00',
  '=cmd|"/c calc"!A1',
  '\\backslash\\n "," ; \u2028 \u2029',
  "'); DROP TABLE staged; --",
  '9223372036854775807',
  'null',
  'NULL',
  '\u0001\u007f',
  `long ${'x'.repeat(3000)}`,
];

const quick = { maxAttempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
const patient = { maxAttempts: 5, baseDelayMs: 1, maxDelayMs: 4 };

test('each registered destination has its part in this contract', () => {
  expect([...new Set(harnesses.map(({ type }) => type))].sort()).toEqual(Object.keys(destinations).sort());
  for (const [name, definition] of Object.entries(destinations)) expect(definition.slug).toBe(name);
});

/** A test that a destination has only where it can do what is tested. */
const when = (applies: unknown) => (applies ? test : () => undefined);

describe.each(harnesses)('$name', (harness: Harness) => {
  const destination = destinationOf(harness.type);
  const object = objectOf(destination, harness.object);
  const options = object.options.parse(harness.options);
  const [first, second] = harness.textFields ?? ['email', 'note'];
  const keyOf = harness.keyOf ?? ((text: string) => text);
  const stores = harness.keeps ?? 'text';
  let scratch: string;
  let running: Running;
  let client: unknown;

  const upsert = (
    text: string,
    fields: OutgoingRow['fields'],
    operation: 'create' | 'update' = 'create',
  ): OutgoingRow => {
    const key = keyOf(text);
    return {
      key,
      operation,
      fields: harness.keyField === undefined ? fields : { [harness.keyField]: key, ...fields },
    };
  };

  const contextOf = (given: Partial<BatchContext> = {}): BatchContext => ({
    runId: `run-${randomUUID()}`,
    sync: 'people_out',
    mode: 'upsert',
    chunk: 0,
    offset: 0,
    fields: [...(harness.keyField === undefined ? [] : [harness.keyField]), first, second],
    signal: AbortSignal.timeout(20_000),
    scratch,
    ...given,
  });

  const connect = async (config: unknown) =>
    destination.connect(destination.config.parse(config), {
      signal: AbortSignal.timeout(20_000),
      scratch,
      throttle: unthrottled,
    });

  beforeAll(async () => {
    process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
    scratch = await mkdtemp(join(tmpdir(), 'weft-scratch-'));
    running = await harness.start();
    client = await connect(running.config);
    return async () => {
      await destination.disconnect?.(client);
      await running.stop();
      await rm(scratch, { recursive: true });
    };
  });

  const send = (rows: readonly OutgoingRow[], context = contextOf(), policy: object = patient) =>
    sendRows(rows, { object, client, options, context, policy });

  /** What arrived between now and the end of `work`; files are listed in no order of time. */
  const arrivals = async (work: () => Promise<unknown>) => {
    const before = (await running.received()).map((row) => JSON.stringify(row));
    await work();
    return (await running.received()).filter((row) => {
      const known = before.indexOf(JSON.stringify(row));
      if (known >= 0) before.splice(known, 1);
      return known < 0;
    });
  };

  test('takes rows and answers for each', async () => {
    const rows = [
      upsert('a', { [first]: 'a@x.org', [second]: null }),
      upsert('b', { [first]: 'b@x.org', [second]: 'hi' }),
    ];
    const arrived = await arrivals(async () => {
      const results = await object.perform(rows, client, options, contextOf());
      expect(results.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    });
    expect(arrived.map(({ key }) => key)).toEqual([keyOf('a'), keyOf('b')]);
    if (stores === 'text')
      expect(arrived.map(({ fields }) => [fields[first], fields[second]])).toEqual([
        ['a@x.org', null],
        ['b@x.org', 'hi'],
      ]);
  });

  when(harness.idempotent ?? true)('counts an attempt that is made twice once', async () => {
    const rows = Array.from({ length: 250 }, (_, index) =>
      upsert(`twice-${index}`, { [first]: `${index}@x.org` }),
    );
    const context = contextOf({ chunk: 3 });
    const arrived = await arrivals(async () => {
      await send(rows, context);
      await send(rows, context);
    });
    expect(arrived.map(({ key }) => key).sort()).toEqual(rows.map(({ key }) => key).sort());
  });

  when(stores === 'text')('keeps hostile text byte for byte, in keys and in values', async () => {
    const rows = hostile.map((text, index) => upsert(`${index} ${text}`, { [first]: text, [second]: text }));
    const arrived = await arrivals(() => object.perform(rows, client, options, contextOf()));
    const kept = (text: unknown) => (text === '' && harness.emptyText === 'null' ? null : text);
    expect(arrived.map(({ key, fields }) => [key, fields[first], fields[second]])).toEqual(
      rows.map(({ key, fields }) => [key, kept(fields[first]), kept(fields[second])]),
    );
  });

  test('says of a removed row which one it was', async () => {
    const operation = object.modes.includes('mirror') || object.modes.includes('audience') ? 'delete' : null;
    if (operation === null) {
      expect(object.modes).not.toContain('mirror');
      return;
    }
    const created = upsert('gone', { [first]: 'gone@x.org', [second]: null });
    const deleted: OutgoingRow = { key: created.key, operation, fields: {}, before: created.fields };
    await object.perform([created], client, options, contextOf());
    const before = await running.received();
    const results = await object.perform([deleted], client, options, contextOf());
    expect(results.map(({ status }) => status)).toEqual(['accepted']);
    const after = await running.received();
    const held = (rows: typeof after) =>
      rows.some((row) => row.key === created.key && row.operation === 'held');
    const told = after.some((row) => row.key === created.key && row.operation === 'delete');
    expect(before.some(({ key }) => key === created.key)).toBe(true);
    expect(held(after)).toBe(false);
    expect(told || held(before)).toBe(true);
  });

  test('sends nothing for an empty batch', async () => {
    const arrived = await arrivals(async () => {
      expect(await object.perform([], client, options, contextOf())).toEqual([]);
      expect(await send([])).toEqual([]);
    });
    expect(arrived).toEqual([]);
  });

  test('names what is wrong where it cannot be reached, and shows no secret', async () => {
    const rows = [upsert('a', { [first]: 'a@x.org' })];
    const { config, error } = running.unreachable;
    const failures = [
      await failureOf(
        (async () =>
          sendRows(rows, {
            object,
            client: await connect(config),
            options,
            context: contextOf(),
            policy: quick,
          }))(),
      ),
      await failureOf((async () => destination.testConnection(await connect(config), contextOf()))()),
    ];
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(WeftError);
      expect(failure).toMatchObject({ name: error, mend: expect.any(String) });
      for (const secret of running.secrets) expect(messageOf(failure)).not.toContain(secret);
    }
  });

  test('says that credentials are refused, and sends nothing', async () => {
    const { unauthorised } = running;
    if (!unauthorised) return expect(['files', 'webhook']).toContain(harness.type);
    const arrived = await arrivals(async () => {
      const rows = [upsert('never', { [first]: 'never@x.org' })];
      const sent = (async () =>
        sendRows(rows, {
          object,
          client: await connect(unauthorised.config),
          options,
          context: contextOf(),
          policy: quick,
        }))();
      const tested = (async () =>
        destination.testConnection(await connect(unauthorised.config), contextOf()))();
      for (const failure of await Promise.all([failureOf(sent), failureOf(tested)])) {
        expect(failure).toMatchObject({ name: 'AuthError', mend: expect.any(String) });
        for (const secret of running.secrets) expect(messageOf(failure)).not.toContain(secret);
      }
    });
    expect(arrived).toEqual([]);
  });

  test('comes through what goes wrong on the way, and counts each row once', async () => {
    const { faults } = running;
    if (!faults) return expect(['files', 'postgres']).toContain(harness.type);
    const rows = Array.from({ length: 30 }, (_, index) =>
      upsert(`faulty-${index}`, { [first]: `${index}@x.org` }),
    );
    const arrived = await arrivals(async () => {
      faults.push(
        { answer: 503 },
        { answer: 429, headers: { 'retry-after': '0' } },
        { answer: 500 },
        { reset: 'before' },
      );
      expect((await send(rows)).map(({ status }) => status)).toEqual(rows.map(() => 'accepted'));
    });
    faults.length = 0;
    expect(arrived.map(({ key }) => key).sort()).toEqual(rows.map(({ key }) => key).sort());
  });

  test('finds the row that is refused among those that are taken', async () => {
    if (!running.refuse) {
      const silent = ['files', 'postgres', 'slack', 'hubspot list'];
      return expect(silent.filter((name) => [harness.type, harness.name].includes(name))).toHaveLength(1);
    }
    const rows = Array.from({ length: 7 }, (_, index) =>
      upsert(`mixed-${index}`, { [first]: `${index}@x.org` }),
    );
    await running.refuse(keyOf('mixed-4'), 'This one is not welcome');
    const arrived = await arrivals(async () => {
      const results = await send(rows);
      expect(results.map(({ status }) => status)).toEqual(
        rows.map((_, index) => (index === 4 ? 'rejected' : 'accepted')),
      );
      const [refused] = results.filter(({ status }) => status === 'rejected');
      expect(refused).toMatchObject({ reason: expect.stringContaining('This one is not welcome') });
    });
    expect(arrived.map(({ key }) => key).sort()).toEqual(
      rows.flatMap(({ key }, index) => (index === 4 ? [] : [key])).sort(),
    );
  });

  when(object.read)('reads back what it wrote, and not what is not there', async () => {
    const rows = [
      upsert('read-1', { [first]: 'one', [second]: 'two' }),
      upsert('read-2', { [first]: 'x y' }),
    ];
    await send(rows);
    const keys = [...rows.map(({ key }) => key), keyOf('never-sent')];
    const found = await object.read?.(keys, [first, second], client, options, contextOf());
    expect(new Map([...(found ?? [])].map(([key, fields]) => [key, fields[first]]))).toEqual(
      new Map([
        [keyOf('read-1'), 'one'],
        [keyOf('read-2'), 'x y'],
      ]),
    );
  });

  when(object.fields)('tells its fields with types that Weft knows', async () => {
    const fields = (await object.fields?.(client, options, contextOf())) ?? [];
    const names = fields.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { type } of fields) expect(fieldTypes).toContain(type);
    expect(fields.filter(({ identity }) => identity).length).toBeGreaterThan(0);
    expect(fields).toContainEqual(expect.objectContaining(harness.knownField));
  });

  when(harness.modes?.includes('update'))('skips the update of what is not there', async () => {
    const rows = [upsert('never-made', { [first]: 'a@x.org' }, 'update')];
    const arrived = await arrivals(async () => {
      const results = await object.perform(rows, client, options, contextOf({ mode: 'update' }));
      expect(results).toMatchObject([{ status: 'skipped', reason: expect.any(String) }]);
    });
    expect(arrived).toEqual([]);
  });

  when(harness.modes?.includes('update'))('updates what is there', async () => {
    await send([upsert('changed', { [first]: 'old' })]);
    const rows = [upsert('changed', { [first]: 'new' }, 'update')];
    const arrived = await arrivals(async () => {
      const results = await object.perform(rows, client, options, contextOf({ mode: 'update' }));
      expect(results.map(({ status }) => status)).toEqual(['accepted']);
    });
    expect(arrived.map(({ key, fields }) => [key, fields[first]])).toEqual([[keyOf('changed'), 'new']]);
  });

  when(harness.modes?.includes('insert'))(
    'inserts what is not there, and leaves what is as it is',
    async () => {
      await send([upsert('kept', { [first]: 'old' })]);
      const rows = [upsert('kept', { [first]: 'new' }), upsert('added', { [first]: 'new' })];
      const arrived = await arrivals(async () => {
        const results = await send(rows, contextOf({ mode: 'insert' }));
        expect(['skipped', 'rejected']).toContain(results[0]?.status);
        expect(results[1]).toMatchObject({ status: 'accepted' });
      });
      expect(arrived.map(({ key, fields }) => [key, fields[first]])).toEqual([[keyOf('added'), 'new']]);
    },
  );

  when(object.bulk)('takes rows by a job, and answers for each', async () => {
    const rows = ['job-1', 'job-2', 'job-3'].map((text) =>
      upsert(text, { [first]: 'a@x.org', [second]: 'b' }),
    );
    running.refuse?.(keyOf('job-2'), 'This one is not welcome');
    const expected = rows.map((_, index) => (running.refuse && index === 1 ? 'rejected' : 'accepted'));
    const { bulk } = object;
    const arrived = await arrivals(async () => {
      const context = contextOf();
      const job = await bulk?.submit(rows, client, options, context);
      if (bulk === undefined || job === undefined) throw new Error('no job was submitted');
      // A job outlives the process that submitted it.
      const other = await connect(running.config);
      for (let asked = 0; asked < 50; asked++) {
        const polled = await bulk.poll(job, other, options, context);
        if (polled.ended) break;
        expect(polled.againMs).toBeGreaterThan(0);
      }
      const results = await bulk.results(job, rows, other, options, context);
      expect(results.map(({ status }) => status)).toEqual(expected);
      await destination.disconnect?.(other);
    });
    const taken = rows.filter((_, index) => expected[index] === 'accepted');
    expect(arrived.map(({ key }) => key).sort()).toEqual(taken.map(({ key }) => key).sort());
  });

  when(destination.discover)('discovers what a sync can name', async () => {
    const found = (await destination.discover?.(client, contextOf())) ?? [];
    expect(found.length).toBeGreaterThan(0);
    for (const { object: slug, options: named, title } of found) {
      expect(title).not.toBe('');
      expect(destination.objects.map((known) => known.slug)).toContain(slug);
      if (slug !== harness.object) continue;
      expect(object.options.safeParse({ ...Object(harness.options), ...named }).success).toBe(true);
    }
  });

  when(destination.limits)('names its account for the limits, and no secret', () => {
    const limits = destination.limits?.(destination.config.parse(running.config));
    expect(limits?.account).toMatch(new RegExp(`^${harness.type}:`));
    for (const secret of running.secrets) expect(limits?.account).not.toContain(secret);
    for (const [name, limit] of Object.entries(limits ?? {})) {
      if (name !== 'account') expect(limit).toBeGreaterThan(0);
    }
  });

  test('refuses private addresses that nobody allowed', async () => {
    process.env.WEFT_EGRESS_ALLOW = '';
    try {
      const failure = await failureOf(
        (async () => destination.testConnection(await connect(running.config), contextOf()))(),
      );
      const local = 'storage' in Object(running.config) && Object(running.config).storage === 'local';
      if (local) expect(failure).toBeUndefined();
      else
        expect(failure).toMatchObject({
          name: 'ConfigError',
          mend: expect.stringContaining('WEFT_EGRESS_ALLOW'),
        });
    } finally {
      process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
    }
  });

  test('sends nothing once aborted, and rejects with the reason', async () => {
    const reason = new Error('paused by a person');
    const context = contextOf({ signal: AbortSignal.abort(reason) });
    const rows = [upsert('never', { [first]: 'never@x.org' })];
    const arrived = await arrivals(async () => {
      expect(await failureOf(object.perform(rows, client, options, context))).toBe(reason);
      expect(await failureOf(send(rows, context))).toBe(reason);
    });
    expect(arrived).toEqual([]);
  });

  test('proves its connection and leaves nothing behind', async () => {
    const arrived = await arrivals(() => destination.testConnection(client, contextOf()));
    expect(arrived).toEqual([]);
  });

  test('refuses nonsense for settings and options', () => {
    const misspelt = { ...Object(running.config), unknown_field: 1 };
    for (const nonsense of [undefined, null, 'text', 7, [], {}, misspelt]) {
      expect(destination.config.safeParse(nonsense).success).toBe(false);
    }
    for (const nonsense of [
      undefined,
      null,
      'text',
      7,
      [],
      { ...Object(harness.options), unknown_field: 1 },
    ]) {
      expect(object.options.safeParse(nonsense).success).toBe(false);
    }
  });

  test('describes its settings and options as JSON Schema, from which forms are made', () => {
    expect(() => z.toJSONSchema(destination.config, { io: 'input' })).not.toThrow();
    expect(() => z.toJSONSchema(object.options, { io: 'input' })).not.toThrow();
  });
});
