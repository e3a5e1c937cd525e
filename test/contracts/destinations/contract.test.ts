import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { BatchContext, OutgoingRow } from '../../../connectors/destinations/define.ts';
import { destinationOf, destinations, objectOf } from '../../../connectors/destinations/registry.ts';
import { sendBatch } from '../../../connectors/destinations/send.ts';
import { messageOf, WeftError } from '../../../connectors/errors.ts';
import { type Harness, harnesses, type Running } from './harness.ts';

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

const upsert = (key: string, fields: OutgoingRow['fields'], operation: 'create' | 'update' = 'create') => ({
  key,
  operation,
  fields,
});

const quick = { maxAttempts: 2, baseDelayMs: 1, maxDelayMs: 1 };

test('each registered destination has its part in this contract', () => {
  expect([...new Set(harnesses.map(({ type }) => type))].sort()).toEqual(Object.keys(destinations).sort());
  for (const [name, definition] of Object.entries(destinations)) expect(definition.slug).toBe(name);
});

describe.each(harnesses)('$name', (harness: Harness) => {
  const destination = destinationOf(harness.type);
  const object = objectOf(destination, harness.object);
  const options = object.options.parse(harness.options);
  let scratch: string;
  let running: Running;

  beforeAll(async () => {
    process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
    scratch = await mkdtemp(join(tmpdir(), 'weft-scratch-'));
    running = await harness.start();
    return async () => {
      await running.stop();
      await rm(scratch, { recursive: true });
    };
  });

  const contextOf = (given: Partial<BatchContext> = {}): BatchContext => ({
    runId: `run-${randomUUID()}`,
    sync: 'people_out',
    chunk: 0,
    offset: 0,
    fields: ['email', 'note'],
    signal: AbortSignal.timeout(20_000),
    scratch,
    ...given,
  });

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

  const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error) => error,
    );

  test('takes rows and answers for each', async () => {
    const config = destination.config.parse(running.config);
    const rows = [
      upsert('a', { email: 'a@x.org', note: null }),
      upsert('b', { email: 'b@x.org', note: 'hi' }),
    ];
    const arrived = await arrivals(async () => {
      const results = await object.perform(rows, config, options, contextOf());
      expect(results).toEqual([{ status: 'accepted' }, { status: 'accepted' }]);
    });
    expect(arrived.map(({ key, fields }) => [key, fields])).toEqual([
      ['a', { email: 'a@x.org', note: null }],
      ['b', { email: 'b@x.org', note: 'hi' }],
    ]);
  });

  test('counts an attempt that is made twice once', async () => {
    const config = destination.config.parse(running.config);
    const rows = Array.from({ length: 250 }, (_, index) =>
      upsert(`twice-${index}`, { email: `${index}@x.org` }),
    );
    const context = contextOf({ chunk: 3, offset: 1000 });
    const arrived = await arrivals(async () => {
      await sendBatch(object, rows, config, options, context);
      await sendBatch(object, rows, config, options, context);
    });
    expect(arrived.map(({ key }) => key).sort()).toEqual(rows.map(({ key }) => key).sort());
  });

  test('keeps hostile text byte for byte, in keys and in values', async () => {
    const config = destination.config.parse(running.config);
    const rows = hostile.map((text, index) => upsert(`${index} ${text}`, { email: text, note: text }));
    const arrived = await arrivals(() => object.perform(rows, config, options, contextOf()));
    expect(arrived.map(({ key, fields }) => ({ key, fields }))).toEqual(
      rows.map(({ key, fields }) => ({ key, fields })),
    );
  });

  test('says of a deleted row which one it was', async () => {
    const config = destination.config.parse(running.config);
    const created = upsert('gone', { email: 'gone@x.org', note: null });
    const deleted: OutgoingRow = { key: 'gone', operation: 'delete', fields: {} };
    await object.perform([created], config, options, contextOf());
    const before = await running.received();
    const results = await object.perform([deleted], config, options, contextOf());
    expect(results).toEqual([{ status: 'accepted' }]);
    const after = await running.received();
    const removed = !after.some(({ key, operation }) => key === 'gone' && operation === 'held');
    const told = after.some(({ key, operation }) => key === 'gone' && operation === 'delete');
    expect(before.some(({ key }) => key === 'gone')).toBe(true);
    expect(removed && (told || harness.type === 'webhook')).toBe(true);
  });

  test('sends nothing for an empty batch', async () => {
    const config = destination.config.parse(running.config);
    const arrived = await arrivals(async () => {
      expect(await object.perform([], config, options, contextOf())).toEqual([]);
      expect(await sendBatch(object, [], config, options, contextOf())).toEqual([]);
    });
    expect(arrived).toEqual([]);
  });

  test('names what is wrong where it cannot be reached, and shows no secret', async () => {
    const config = destination.config.parse(running.unreachable.config);
    const rows = [upsert('a', { email: 'a@x.org' })];
    const failures = [
      await failureOf(sendBatch(object, rows, config, options, contextOf(), quick)),
      await failureOf(destination.testConnection(config, contextOf())),
    ];
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(WeftError);
      expect(failure).toMatchObject({ name: running.unreachable.error, mend: expect.any(String) });
      for (const secret of running.secrets) expect(messageOf(failure)).not.toContain(secret);
    }
  });

  test('refuses private addresses that nobody allowed', async () => {
    process.env.WEFT_EGRESS_ALLOW = '';
    try {
      const config = destination.config.parse(running.config);
      const failure = await failureOf(destination.testConnection(config, contextOf()));
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
    const config = destination.config.parse(running.config);
    const reason = new Error('paused by a person');
    const context = contextOf({ signal: AbortSignal.abort(reason) });
    const rows = [upsert('never', { email: 'never@x.org' })];
    const arrived = await arrivals(async () => {
      expect(await failureOf(object.perform(rows, config, options, context))).toBe(reason);
      expect(await failureOf(sendBatch(object, rows, config, options, context))).toBe(reason);
    });
    expect(arrived).toEqual([]);
  });

  test('proves its connection and leaves nothing behind', async () => {
    const config = destination.config.parse(running.config);
    const arrived = await arrivals(() => destination.testConnection(config, contextOf()));
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
