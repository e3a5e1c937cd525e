import { ConfigError } from '../../../connectors/errors.ts';
import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import { weftSchema } from '../../../connectors/warehouses/dialect.ts';
import type { Fuzzy } from '../../workspace/kinds/fuzzy.ts';
import { type Deciding, type Decision, decide, decisionsInForce, hasDecisions } from '../decisions.ts';
import type { RecordName } from '../record-name.ts';
import { levelColumn } from './levels.ts';

/** One compared column of a pair: both values, and what their likeness says. */
export interface ComparedValue {
  column: string;
  values: [string | null, string | null];
  /** What the level asks; null where a value is missing, which says nothing. */
  condition: string | null;
  /** log2 of how much likelier a match is by it, before the value's own rarity; 0 where it says nothing. */
  weight: number;
}

/** Two records that may be one person, which nobody has decided yet. */
export interface ReviewPair {
  id: string;
  /** From 0 to 1. */
  probability: number;
  records: [RecordName, RecordName];
  compared: ComparedValue[];
}

export interface ReviewQueue {
  /** All that wait, of which `pairs` are the likeliest. */
  waiting: number;
  pairs: ReviewPair[];
}

/**
 * The pairs between review_at and join_at that nobody has decided and whose records are not of one person already,
 * the likeliest first. `id` asks for one of them. Throws ConfigError where no run has compared anything.
 */
export async function reviewQueue(
  warehouse: Warehouse,
  fuzzy: Fuzzy,
  { limit, id }: { limit: number; id?: string },
): Promise<ReviewQueue> {
  const { dialect } = warehouse;
  if ((await warehouse.columns(`${weftSchema}.identity_pairs`)).length === 0) {
    throw new ConfigError('no run has compared records by likeness yet', {
      mend: 'Run `./weft run` after fuzzy matching was applied.',
    });
  }
  const waiting = waitingPairs(dialect, await hasDecisions(warehouse));
  const [counted] = await warehouse.query(`select count(*) as n from (${waiting}) as waiting`);
  const columns = Object.keys(fuzzy.compare);
  const rows = await warehouse.query(
    `select w.*,
      ${columns.map((name, place) => `a.${dialect.ident(name)} as one_${place}, b.${dialect.ident(name)} as other_${place}, l.${dialect.ident(levelColumn(name))} as level_${place}`).join(',\n      ')}
    from (${waiting}) as w
    join ${table(dialect, 'identity_features')} as a on a.source = w.source and a.record_key = w.record_key
    join ${table(dialect, 'identity_features')} as b on b.source = w.other_source and b.record_key = w.other_record_key
    join ${table(dialect, 'identity_pair_levels')} as l on l.record_number = a.record_number and l.other_record_number = b.record_number
    ${id === undefined ? '' : 'where w.pair_id = $1'}
    order by w.match_probability desc, w.pair_id
    limit ${Math.trunc(limit)}`,
    id === undefined ? {} : { values: [id] },
  );
  const parameters = new Map(
    (await warehouse.query(`select * from ${table(dialect, 'identity_match_parameters')}`)).map((row) => [
      `${row.comparison} ${row.level}`,
      row,
    ]),
  );
  return {
    waiting: Number(counted?.n ?? 0),
    pairs: rows.map((row) => pairOfRow(row, columns, parameters)),
  };
}

/** Writes what a person says of one pair of the queue; a rule from the next run on. Throws ConfigError for no such pair. */
export async function decideReview(
  warehouse: Warehouse,
  fuzzy: Fuzzy,
  given: { id: string; decision: 'same' | 'different' },
  deciding: Omit<Deciding, 'origin'>,
): Promise<{ decision: Decision; pair: ReviewPair }> {
  const { pairs, waiting } = await reviewQueue(warehouse, fuzzy, { limit: 1, id: given.id });
  const pair = pairs[0];
  if (!pair) {
    throw new ConfigError(`no pair ${given.id} waits for a decision`, {
      mend:
        waiting === 0
          ? 'Nothing waits: every pair is decided or of one person.'
          : '`./weft identity review` lists those that wait; `./weft identity decisions` those that were decided.',
    });
  }
  return {
    decision: await decide(
      warehouse,
      { decision: given.decision, records: pair.records },
      { ...deciding, origin: 'review' },
    ),
    pair,
  };
}

const table = (dialect: Dialect, name: string): string => dialect.table(`${weftSchema}.${name}`);

/** Pairs in the review band whose records are of two persons, without those that were decided since the run. */
function waitingPairs(dialect: Dialect, decided: boolean): string {
  const name = (source: string, key: string) => `p.${source} || '/' || p.${key}`;
  const one = name('source', 'record_key');
  const id = dialect.md5(
    `${dialect.cast(`length(${one})`, 'text')} || ':' || ${one} || '|' || ${name('other_source', 'other_record_key')}`,
  );
  const undecided = decided
    ? `left join (${decisionsInForce(dialect)}) as d on d.source = p.source and d.record_key = p.record_key and d.other_source = p.other_source and d.other_record_key = p.other_record_key`
    : '';
  return `select substr(${id}, 1, 12) as pair_id, p.source, p.record_key, p.other_source, p.other_record_key, p.match_probability
  from ${table(dialect, 'identity_pairs')} as p
  join ${table(dialect, 'identity_members')} as m on m.source = p.source and m.record_key = p.record_key
  join ${table(dialect, 'identity_members')} as o on o.source = p.other_source and o.record_key = p.other_record_key
  ${undecided}
  where p.outcome = 'review' and m.person_id <> o.person_id${decided ? ' and d.decision is null' : ''}`;
}

function pairOfRow(row: Row, columns: readonly string[], parameters: ReadonlyMap<string, Row>): ReviewPair {
  const text = (value: unknown): string | null => (value === null ? null : String(value));
  return {
    id: String(row.pair_id),
    probability: Number(row.match_probability),
    records: [
      { source: String(row.source), key: String(row.record_key) },
      { source: String(row.other_source), key: String(row.other_record_key) },
    ],
    compared: columns.map((column, place) => {
      const parameter = parameters.get(`${column} ${row[`level_${place}`]}`);
      return {
        column,
        values: [text(row[`one_${place}`]), text(row[`other_${place}`])],
        condition: parameter ? String(parameter.condition) : null,
        weight: Number(parameter?.weight ?? 0),
      };
    }),
  };
}
