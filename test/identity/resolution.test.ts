import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import type { WarehouseName } from '../fixtures/warehouses.ts';
import { refusedOf } from '../models/dialects/sent.ts';
import { identityState } from './identity-state.ts';
import { Ledger, nameOf, type OracleRecord, type OracleType, resolve } from './oracle.ts';

const types: OracleType[] = [
  { type: 'account', limit: 1, maxRecords: null, priority: 1 },
  { type: 'email', limit: 2, maxRecords: 4, priority: 2 },
  { type: 'device', limit: null, maxRecords: null, priority: 2 },
  { type: 'card', limit: 1, maxRecords: 5, priority: 3 },
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
    types: types.map(({ type, limit, maxRecords, priority }) => ({
      type,
      priority,
      ...(limit === null ? {} : { limit }),
      ...(maxRecords === null ? {} : { max_records: maxRecords }),
    })),
  },
]);

/** What a steward said, as the ledger has it and as values that the oracle reads. */
interface Decision {
  id: string;
  /** Of several about one pair the newest stands. */
  day: number;
  decision: 'same' | 'different' | 'alone';
  record: string;
  other: string | null;
}

/** A few decisions among the records of some worlds. */
function decide(worlds: Worlds, round: number): Decision[] {
  const names = [...worlds.keys()];
  return names.flatMap((record, index): Decision[] => {
    const other = names[index + 1];
    if (other === undefined || worldOf(record) !== worldOf(other)) return [];
    const id = `${round}-${index}`;
    switch ((index * 31 + round * 17) % 67) {
      case 0:
        return [{ id, day: round, decision: 'same', record, other }];
      case 1:
      case 2:
        return [{ id, day: round, decision: 'different', record, other }];
      case 3:
        return [{ id, day: round, decision: 'alone', record, other: null }];
      default:
        return [];
    }
  });
}

/** Decisions are no more than values of types of their own: what `same` joins, no limit but `different` holds back. */
function withDecisions(worlds: Worlds, decisions: readonly Decision[]): [OracleRecord[], OracleType[]] {
  const standing = new Map<string, Decision>();
  for (const decision of decisions) standing.set([decision.record, decision.other].join(), decision);
  const inForce = [...standing.values()].filter(({ record }) => worlds.has(record));
  const alone = new Set(inForce.filter(({ decision }) => decision === 'alone').map(({ record }) => record));
  const given = new Map<string, [string, string][]>();
  const give = (name: string, type: string, value: string) =>
    given.set(name, [...(given.get(name) ?? []), [type, value]]);
  const apart: OracleType[] = [];
  for (const { id, decision, record, other } of inForce) {
    if (other === null || !worlds.has(other)) continue;
    if (decision === 'same') for (const name of [record, other]) give(name, '~same', id);
    if (decision === 'different') {
      apart.push({ type: `~different:${id}`, limit: 1, maxRecords: null, priority: -1 });
      give(record, `~different:${id}`, '1');
      give(other, `~different:${id}`, '2');
    }
  }
  const records = [...worlds].map(([name, record]) => ({
    ...record,
    values: [...(alone.has(name) ? [] : record.values), ...(given.get(name) ?? [])],
  }));
  return [records, [...apart, { type: '~same', limit: null, maxRecords: null, priority: -1 }, ...types]];
}

const worldOf = (name: string): string => String((JSON.parse(name) as string[])[1]).split(':')[0] ?? '';

/** Changes one world in sixteen: a third of its records are gone, others are new or say something else. */
function changeWorlds(worlds: Worlds, samples: Parameters<typeof addWorlds>[1], round: number): void {
  const chosen = samples.map((records, index) => ((index * 7 + round * 3) % 16 === 0 ? records : []));
  for (const [index, name] of [...worlds.keys()].entries()) {
    if (chosen[Number(worldOf(name))]?.length && index % 3 === round % 3) worlds.delete(name);
  }
  addWorlds(worlds, chosen);
}

/** How much a warehouse is asked: an emulator's statements take a second each. */
interface Size {
  worlds: number;
  chain: number;
  rounds: number[];
  /** Fewer conflicts than this in a round would test little. */
  conflicts: number;
}
const sizes: [WarehouseName, Size][] = [
  ['ducklake', { worlds: 400, chain: 500, rounds: [1, 2, 3, 4, 5], conflicts: 50 }],
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

  const refresh = (runId: string, fullRefresh = false) =>
    build(weft, workspace, { id: runId, select: ['+identity_members'], fullRefresh });

  async function saveDecisions(decisions: readonly Decision[]): Promise<void> {
    const part = (name: string | null, place: number) =>
      name === null ? null : ((JSON.parse(name) as string[])[place] ?? null);
    await makeTable(
      weft.warehouse,
      'weft.identity_decisions',
      {
        decision_id: 'text',
        decision: 'text',
        source: 'text',
        record_key: 'text',
        other_source: 'text',
        other_record_key: 'text',
        undoes: 'text',
        decided_at: 'timestamp',
      },
      decisions.map(({ id, day, decision, record, other }) => ({
        decision_id: id,
        decision,
        source: part(record, 0),
        record_key: part(record, 1),
        other_source: part(other, 0),
        other_record_key: part(other, 1),
        undoes: null,
        decided_at: new Date(epoch + day * 86_400_000).toISOString(),
      })),
    );
  }

  test('agrees with the oracle on persons, conflicts, ids and changes, over inserts, changes, deletions and decisions', async () => {
    const seed = Number(process.env.WEFT_TEST_SEED ?? Date.now() % 2 ** 31);
    console.log(`identity worlds on ${name} from seed ${seed} (WEFT_TEST_SEED)`);
    const sample = (round: number) => fc.sample(world, { seed: seed + round, numRuns: size.worlds });
    const worlds: Worlds = new Map();
    const ledger = new Ledger();
    let decisions: Decision[] = [];
    addChain(worlds, size.chain);

    for (const round of size.rounds) {
      if (round === 1) addWorlds(worlds, sample(round));
      else changeWorlds(worlds, sample(round), round);
      // Every second round some decisions are taken back and others made.
      if (round % 2 === 0) {
        decisions = [...decisions.filter((_, index) => index % 3 > 0), ...decide(worlds, round)].filter(
          ({ record, other }) => worlds.has(record) && (other === null || worlds.has(other)),
        );
        await saveDecisions(decisions);
      }
      await loadRecords([...worlds.values()]);
      await refresh(`run${round}`);

      const [records, types] = withDecisions(worlds, decisions);
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
      const dropped = await weft.warehouse.query('select type, value from weft.identity_dropped');
      expect(new Set(dropped.map((row) => `${row.type} ${row.value}`))).toEqual(expected.dropped);

      const changes = await weft.warehouse.query(
        `select change, weft_id, coalesce(previous_weft_id, '-') as previous from weft.identity_changes where run_id = 'run${round}'`,
      );
      expect(new Set(changes.map((row) => `${row.change} ${row.weft_id} ${row.previous}`))).toEqual(log);
      const persons = await weft.warehouse.query(
        'select count(*) as n, count(distinct person_id) as ids from weft.identity_persons',
      );
      expect(persons).toEqual([{ n: String(ledger.persons.size), ids: String(ledger.persons.size) }]);
      const [run] = await weft.warehouse.query(
        `select mode, records, persons, identifiers, conflicts, dropped, largest from weft.identity_runs where run_id = 'run${round}'`,
      );
      const kept = new Set(
        records.flatMap(({ values }) =>
          values.filter(([type]) => !type.startsWith('~')).map((value) => value.join(' ')),
        ),
      );
      const sizes = [...Map.groupBy(ledger.person.values(), (id) => id).values()].map(({ length }) => length);
      expect(run).toEqual({
        mode: round === 1 ? 'full' : 'incremental',
        records: String(records.length),
        persons: String(ledger.persons.size),
        identifiers: String(kept.size - expected.dropped.size),
        conflicts: String(new Set([...expected.conflicts].map((text) => text.replace(/^\w+ /, ''))).size),
        dropped: String(expected.dropped.size),
        largest: String(Math.max(...sizes)),
      });
    }
  }, 900_000);

  // BigQuery's emulator takes minutes for what the same macros do on the other two.
  if (name !== 'bigquery') {
    test('a full run finds what the incremental ones have kept', async () => {
      const before = await identityState(weft.warehouse);
      await refresh('full', true);
      expect(await identityState(weft.warehouse)).toEqual(before);
      const runs = await weft.warehouse.query("select mode from weft.identity_runs where run_id = 'full'");
      expect(runs).toEqual([{ mode: 'full' }]);
    }, 400_000);

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

    test('the tables of a version before digests keep their ids', async () => {
      const ids = () =>
        weft.warehouse.query(
          'select record_key, weft_id, person_id from weft.identity_members order by record_key',
        );
      const read = () =>
        weft.warehouse.query(
          `select (select count(*) from weft.identity_links) as links, (select count(*) from weft.identity_lookup) as owned`,
        );
      const [before, readBefore] = [await ids(), await read()];
      const { dialect } = weft.warehouse;
      // It had tables where there are views today.
      for (const view of ['weft.identity_links', 'weft.identity_lookup'].map(dialect.table)) {
        await weft.warehouse.execute(`drop view ${view}`);
        await weft.warehouse.execute(`create table ${view} as select 1 as earlier`);
      }
      for (const [table, column] of [
        ['identity_members', 'digest'],
        ['identity_identifiers', 'owner'],
        ['identity_runs', 'mode'],
      ] as const) {
        await weft.warehouse.execute(
          `alter table ${dialect.table(`weft.${table}`)} drop column ${dialect.ident(column)}`,
        );
      }
      for (const table of ['weft.identity_dropped', 'weft.identity_edges'])
        await weft.warehouse.execute(`drop table ${dialect.table(table)}`);
      await refresh('upgraded');
      expect(await ids()).toEqual(before);
      expect(await read()).toEqual(readBefore);
      const runs = await weft.warehouse.query(
        "select mode from weft.identity_runs where run_id = 'upgraded'",
      );
      expect(runs).toEqual([{ mode: 'full' }]);
    }, 400_000);
  }

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
