import { randomUUID } from 'node:crypto';
import { ConfigError } from '../../connectors/errors.ts';
import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createTable, type TableColumns } from '../template/create-table.ts';
import { nearest } from '../workspace/nearest.ts';
import type { RecordName } from './record-name.ts';
import { compareRecords, nameOfRecord } from './record-name.ts';

/** The ledger of what people decided about records; rows are added and never changed. A documented contract. */
export const decisionsTable = `${weftSchema}.identity_decisions`;

export const decisionColumns: TableColumns = [
  ['decision_id', 'text'],
  ['decision', 'text'],
  ['source', 'text'],
  ['record_key', 'text'],
  ['other_source', 'text'],
  ['other_record_key', 'text'],
  ['undoes', 'text'],
  ['decided_by', 'text'],
  ['decided_at', 'timestamp'],
  ['why', 'text'],
  ['origin', 'text'],
];

export const createDecisions = (dialect: Dialect): string =>
  createTable(dialect, decisionsTable, decisionColumns);

export type Decided = 'same' | 'different' | 'alone';
export type DecisionOrigin = 'manual' | 'review';

/** Who decided, why, and where: on the command line or the app (`manual`), or in the review queue. */
export interface Deciding {
  by: string;
  why: string;
  origin: DecisionOrigin;
  /** ISO 8601; now by default. */
  at?: string;
}

export interface Decision {
  id: string;
  decision: Decided;
  record: RecordName;
  /** Null for `alone`. */
  other: RecordName | null;
  by: string;
  at: string;
  why: string;
  origin: DecisionOrigin;
  /** In force: not undone, and no newer one is about the same records. */
  state: 'in force' | 'undone' | 'replaced';
  undone: { id: string; by: string; at: string; why: string } | null;
}

/**
 * SQL of the decisions in force, one row a pair of records (or a record, for `alone`): those that no `undo`
 * names, of several about one pair the newest. Columns: decision_id, decision, source, record_key, other_source,
 * other_record_key, decided_by, decided_at, why, origin. A pair is kept with its lesser record first.
 */
export function decisionsInForce(dialect: Dialect): string {
  const ledger = dialect.table(decisionsTable);
  return `select decision_id, decision, source, record_key, other_source, other_record_key, decided_by, decided_at, why, origin
  from (
    select d.*, row_number() over (
      partition by d.source, d.record_key, d.other_source, d.other_record_key order by d.decided_at desc, d.decision_id desc
    ) as place
    from ${ledger} as d
    left join (select distinct undoes from ${ledger} where decision = 'undo') as u on u.undoes = d.decision_id
    where d.decision <> 'undo' and u.undoes is null
  ) as standing
  where place = 1`;
}

/** All decisions with what became of them, newest first; none where none was ever made. */
export async function listDecisions(warehouse: Warehouse): Promise<Decision[]> {
  if (!(await hasDecisions(warehouse))) return [];
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select * from ${dialect.table(decisionsTable)} order by decided_at desc, decision_id desc`,
  );
  const inForce = new Set(
    (await warehouse.query(`select decision_id from (${decisionsInForce(dialect)}) as standing`)).map((row) =>
      String(row.decision_id),
    ),
  );
  // Newest first, so that of two that undo the same one the first stays.
  const undone = new Map<string, Row>();
  for (const row of rows.filter(({ decision }) => decision === 'undo').reverse()) {
    if (!undone.has(String(row.undoes))) undone.set(String(row.undoes), row);
  }
  return rows
    .filter(({ decision }) => decision !== 'undo')
    .map((row) => decisionOf(row, inForce.has(String(row.decision_id)), undone.get(String(row.decision_id))));
}

function decisionOf(row: Row, inForce: boolean, undo: Row | undefined): Decision {
  return {
    id: String(row.decision_id),
    decision: String(row.decision) as Decided,
    record: { source: String(row.source), key: String(row.record_key) },
    other:
      row.other_source === null
        ? null
        : { source: String(row.other_source), key: String(row.other_record_key) },
    by: String(row.decided_by),
    at: String(row.decided_at),
    why: String(row.why),
    origin: String(row.origin) as DecisionOrigin,
    state: inForce ? 'in force' : undo ? 'undone' : 'replaced',
    undone: undo
      ? {
          id: String(undo.decision_id),
          by: String(undo.decided_by),
          at: String(undo.decided_at),
          why: String(undo.why),
        }
      : null,
  };
}

/** The pair as the ledger keeps it: the lesser record first. */
export const pairOf = (one: RecordName, other: RecordName): [RecordName, RecordName] =>
  compareRecords(one, other) <= 0 ? [one, other] : [other, one];

/**
 * Appends a decision about records; the next run honours it. Throws ConfigError for a record and itself, and where
 * the same is in force already. That the records exist is for the caller to make sure of.
 */
export async function decide(
  warehouse: Warehouse,
  given:
    | { decision: 'same' | 'different'; records: [RecordName, RecordName] }
    | { decision: 'alone'; record: RecordName },
  deciding: Deciding,
): Promise<Decision> {
  checkDeciding(deciding);
  const [record, other] =
    given.decision === 'alone' ? [given.record, null] : pairOf(given.records[0], given.records[1]);
  if (other !== null && compareRecords(record, other) === 0) {
    throw new ConfigError(`${nameOfRecord(record)} is the same record twice`, {
      mend: 'Name two different records.',
    });
  }
  await warehouse.execute(createDecisions(warehouse.dialect));
  const standing = (await listDecisions(warehouse)).find(
    (each) =>
      each.state === 'in force' &&
      compareRecords(each.record, record) === 0 &&
      (other === null ? each.other === null : each.other !== null && compareRecords(each.other, other) === 0),
  );
  if (standing?.decision === given.decision) {
    throw new ConfigError(
      `this has been decided already: decision ${standing.id} by ${standing.by} on ${standing.at}`,
      {
        mend: `Nothing is left to do; \`./weft identity undo ${standing.id} --why …\` takes it back.`,
      },
    );
  }
  const made: Decision = {
    id: newDecisionId(),
    decision: given.decision,
    record,
    other,
    by: deciding.by,
    at: deciding.at ?? new Date().toISOString(),
    why: deciding.why.trim(),
    origin: deciding.origin,
    state: 'in force',
    undone: null,
  };
  await append(warehouse, made.decision, made, null);
  return made;
}

/** Takes a decision back, by one more row. Throws ConfigError where there is none in force of that id. */
export async function undo(warehouse: Warehouse, id: string, deciding: Deciding): Promise<Decision> {
  checkDeciding(deciding);
  const decisions = await listDecisions(warehouse);
  const found = decisions.find((each) => each.id === id);
  if (!found) {
    const meant = nearest(
      id,
      decisions.map((each) => each.id),
    );
    throw new ConfigError(`no decision has the id ${id}`, {
      mend: meant ? `Did you mean ${meant}?` : '`./weft identity decisions` lists them.',
    });
  }
  if (found.undone) {
    throw new ConfigError(`decision ${id} was undone by ${found.undone.by} on ${found.undone.at}`, {
      mend: 'Nothing is left to do.',
    });
  }
  const at = deciding.at ?? new Date().toISOString();
  const why = deciding.why.trim();
  const undoing = { ...found, id: newDecisionId(), by: deciding.by, at, why, origin: deciding.origin };
  await append(warehouse, 'undo', undoing, id);
  return { ...found, state: 'undone', undone: { id: undoing.id, by: deciding.by, at, why } };
}

/** Whether anything was ever decided here; the table is made with the first decision. */
export const hasDecisions = async (warehouse: Warehouse): Promise<boolean> =>
  (await warehouse.columns(decisionsTable)).length > 0;

const newDecisionId = (): string => randomUUID().replaceAll('-', '').slice(0, 12);

function checkDeciding({ by, why }: Deciding): void {
  if (why.trim() === '') {
    throw new ConfigError('a decision needs a reason', { mend: "Say why: --why 'same passport number'." });
  }
  if (by.trim() === '') throw new ConfigError('a decision needs a name', { mend: 'Say who: --by anna.' });
}

async function append(
  warehouse: Warehouse,
  decision: Decided | 'undo',
  { id, record, other, by, at, why, origin }: Decision,
  undoes: string | null,
): Promise<void> {
  await warehouse.append(decisionsTable, [
    {
      decision_id: id,
      decision,
      source: record.source,
      record_key: record.key,
      other_source: other?.source ?? null,
      other_record_key: other?.key ?? null,
      undoes,
      decided_by: by,
      decided_at: at,
      why,
      origin,
    },
  ]);
}
