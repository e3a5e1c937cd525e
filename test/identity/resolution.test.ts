import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import type { WarehouseName } from '../fixtures/warehouses.ts';
import { refusedOf } from '../models/dialects/sent.ts';
import { Ledger, nameOf, type OracleRecord, type OracleType, resolve } from './oracle.ts';

const types: OracleType[] = [
  { type: 'account', limit: 1, maxRecords: null },
  { type: 'email', limit: 2, maxRecords: 4 },
  { type: 'device', limit: null, maxRecords: null },
  { type: 'card', limit: 1, maxRecords: 5 },
];

/** One small world of records whose values nobody outside it has; hundreds of them are one run. */
const world = fc.array(
  fc.record({
    // A quarter of the keys come twice in a world's life: an insert, a change, a deletion.
    key: fc.integer({ min: 0, max: 14 }),
    hour: fc.integer({ min: 0, max: 24 * 5 }),
    account: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }),
    email: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 4 }),
    device: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 4 }),
    card: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }),
  }),
  { minLength: 1, maxLength: 14 },
);

const epoch = Date.UTC(2026, 0, 1);
type Worlds = Map<string, OracleRecord>;

function addWorlds(
  into: Worlds,
  worlds: readonly (typeof world extends fc.Arbitrary<infer T> ? T : never)[],
): void {
  worlds.forEach((records, index) => {
    for (const { key, hour, ...values } of records) {
      const record: OracleRecord = {
        source: 'crm',
        key: `${index}:${key}`,
        time: epoch + hour * 3_600_000,
        values: Object.entries(values).flatMap(([type, value]): [string, string][] =>
          value === null ? [] : [[type, `${index}|${value}`]],
        ),
      };
      into.set(nameOf(record), record);
    }
  });
}

/** A chain of `length` records, each sharing a device with the next, keys rising: the hardest order for labels. */
function addChain(into: Worlds, length: number): void {
  for (let index = 0; index < length; index += 1) {
    const record: OracleRecord = {
      source: 'crm',
      key: `chain:${String(index).padStart(6, '0')}`,
      time: epoch + index * 1000,
      values: [
        ['device', `chain|${index}`],
        ['device', `chain|${index + 1}`],
      ],
    };
    if (index === 0) record.values.push(['account', 'chain|first']);
    if (index === length - 1) record.values.push(['account', 'chain|last']);
    into.set(nameOf(record), record);
  }
}

const workspace = workspaceOf([
  {
    kind: 'source',
    slug: 'crm',
    table: 'raw.crm',
    key: 'key',
    time: 'time',
    identifiers: [
      { type: 'account', column: 'account' },
      { type: 'email', column: 'email' },
      { type: 'device', column: 'device' },
      { type: 'device', column: 'device_2' },
      { type: 'card', column: 'card' },
    ],
  },
  {
    kind: 'identity',
    slug: 'people',
    max_rounds: 200,
    types: types.map(({ type, limit, maxRecords }) => ({
      type,
      ...(limit === null ? {} : { limit }),
      ...(maxRecords === null ? {} : { max_records: maxRecords }),
    })),
  },
]);

/** How much a warehouse is asked: an emulator's statements take a second each. */
interface Size {
  worlds: number;
  chain: number;
  rounds: number[];
  /** Fewer conflicts than this in a round would test little. */
  conflicts: number;
}
const sizes: [WarehouseName, Size][] = [
  ['ducklake', { worlds: 400, chain: 500, rounds: [1, 2, 3], conflicts: 50 }],
  ['snowflake', { worlds: 40, chain: 30, rounds: [1, 2], conflicts: 5 }],
  ['bigquery', { worlds: 20, chain: 6, rounds: [1, 2], conflicts: 0 }],
];

describe.each(sizes)('on %s', (name, size) => {
  const weft = useWarehouse(name);

  async function loadRecords(records: Iterable<OracleRecord>): Promise<void> {
    await weft.warehouse.execute(`create schema if not exists ${weft.warehouse.dialect.ident('raw')}`);
    await makeTable(
      weft.warehouse,
      'raw.crm',
      {
        key: 'text',
        time: 'timestamp',
        account: 'text',
        email: 'text',
        device: 'text',
        device_2: 'text',
        card: 'text',
      },
      [...records].map((record) => {
        const of = (type: string, place = 0) =>
          record.values.filter(([its]) => its === type)[place]?.[1] ?? null;
        return {
          key: record.key,
          time: new Date(record.time).toISOString(),
          account: of('account'),
          email: of('email'),
          device: of('device'),
          device_2: of('device', 1),
          card: of('card'),
        };
      }),
    );
  }

  const refresh = (runId: string) =>
    build(weft, workspace, { id: runId, select: ['identity_records', 'identity_links', 'identity_members'] });

  test('agrees with the oracle on persons, conflicts, ids and changes, over inserts, changes and deletions', async () => {
    const seed = Number(process.env.WEFT_TEST_SEED ?? Date.now() % 2 ** 31);
    console.log(`identity worlds on ${name} from seed ${seed} (WEFT_TEST_SEED)`);
    const sample = (round: number) => fc.sample(world, { seed: seed + round, numRuns: size.worlds });
    const worlds: Worlds = new Map();
    const ledger = new Ledger();
    addChain(worlds, size.chain);

    for (const round of size.rounds) {
      if (round > 1)
        for (const [index, name] of [...worlds.keys()].entries())
          if (index % 7 === round) worlds.delete(name);
      addWorlds(worlds, sample(round));
      const records = [...worlds.values()];
      await loadRecords(records);
      await refresh(`run${round}`);

      const expected = resolve(records, types);
      const log = ledger.run(round, `run${round}`, records, expected);
      const members = await weft.warehouse.query(
        'select source, record_key as key, weft_id from weft.identity_members',
      );
      const actual = new Map(
        members.map((row) => [
          nameOf({ source: String(row.source), key: String(row.key) }),
          String(row.weft_id),
        ]),
      );
      expect(actual.size).toBe(records.length);
      expect(differences(actual, ledger.person)).toEqual([]);

      const conflicts = await weft.warehouse.query('select rule, type, value from weft.identity_conflicts');
      expect(new Set(conflicts.map((row) => `${row.rule} ${row.type} ${row.value}`))).toEqual(
        expected.conflicts,
      );
      expect(expected.conflicts.size).toBeGreaterThan(size.conflicts);

      const changes = await weft.warehouse.query(
        `select change, weft_id, coalesce(previous_weft_id, '-') as previous from weft.identity_changes where run_id = 'run${round}'`,
      );
      expect(new Set(changes.map((row) => `${row.change} ${row.weft_id} ${row.previous}`))).toEqual(log);
      const persons = await weft.warehouse.query(
        'select count(*) as n, count(distinct person_id) as ids from weft.identity_persons',
      );
      expect(persons).toEqual([{ n: String(ledger.persons.size), ids: String(ledger.persons.size) }]);
    }
  }, 900_000);

  test('the order of the rows does not matter', async () => {
    const before = await weft.warehouse.query(
      'select record_key, weft_id, person_id from weft.identity_members order by record_key',
    );
    await weft.warehouse.execute(
      'create or replace table raw.crm as select * from raw.crm order by email, key desc',
    );
    await refresh('shuffled');
    const after = await weft.warehouse.query(
      'select record_key, weft_id, person_id from weft.identity_members order by record_key',
    );
    expect(after).toEqual(before);
    const changes = await weft.warehouse.query(
      "select count(*) as n from weft.identity_changes where run_id = 'shuffled'",
    );
    expect(changes).toEqual([{ n: '0' }]);
  }, 400_000);

  // The embedded engine is the real one.
  if (name === 'ducklake') return;
  test('every statement that was sent is of the grammar of the engine itself', async () => {
    const sent = await weft.statements();
    expect(sent.length).toBeGreaterThan(100);
    expect((await refusedOf(name, sent)).join('\n\n').slice(0, 20_000)).toBe('');
  }, 120_000);
});

function differences(actual: Map<string, string>, expected: Map<string, string>): string[] {
  return [...expected]
    .filter(([name, id]) => actual.get(name) !== id)
    .map(([name, id]) => `${name}: ${actual.get(name)} instead of ${id}`)
    .slice(0, 5);
}
