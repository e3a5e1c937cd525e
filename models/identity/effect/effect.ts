import { ConfigError } from '../../../connectors/errors.ts';
import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { type Decision, listDecisions, pairOf } from '../decisions.ts';
import { aloneType, differentPrefix, fuzzyType, sameType } from '../graph/joined-links.ts';
import { compareRecords, nameOfRecord, type RecordName } from '../record-name.ts';
import { typesOf } from '../rules.ts';
import { identityTable } from '../tables.ts';
import { type ResolvedRecord, type ResolvedType, resolveRecords } from './resolve.ts';

/** A decision that somebody thinks of making. */
export type Considered =
  | { decision: 'same' | 'different'; records: [RecordName, RecordName] }
  | { decision: 'alone'; record: RecordName };

/** Persons that a decision would change, before and after it; ids of those that are new come with the refresh. */
export interface Effect {
  before: { weftId: string; records: number }[];
  /** Each with how many records it takes from whom. */
  after: { records: number; from: { weftId: string; records: number }[] }[];
  /** A decision in force about the same records, which this one would take the place of. */
  replaces: Decision | null;
}

/** More links than these are not resolved while somebody waits. */
const mostLinks = 100_000;

/**
 * What a decision would do, by the rules in force and the data of the latest run: the components of its records are
 * resolved anew with it. Throws ConfigError for a record that is not there, and for a component too large.
 */
export async function effectOf(
  warehouse: Warehouse,
  identity: Identity,
  considered: Considered,
): Promise<Effect> {
  const named = considered.decision === 'alone' ? [considered.record] : considered.records;
  const records = await readComponents(warehouse, named);
  const missing = named.find((name) => !records.has(nameOfRecord(name)));
  if (missing) {
    throw new ConfigError(`the latest refresh knew no record ${nameOfRecord(missing)}`, {
      mend: 'Reload the page: the data has changed.',
    });
  }
  const decisions = await listDecisions(warehouse);
  const replaces = decisions.find((each) => each.state === 'in force' && isAbout(each, considered)) ?? null;
  const marked = mark(records, considered, replaces);
  const types = typesWith(identity, marked);
  const groups = resolveRecords(marked, types, identity.order_grain);
  return { ...changes(records, groups), replaces };
}

function isAbout(decision: Decision, considered: Considered): boolean {
  if (considered.decision === 'alone')
    return decision.other === null && compareRecords(decision.record, considered.record) === 0;
  const [one, other] = pairOf(...considered.records);
  return (
    decision.other !== null &&
    compareRecords(decision.record, one) === 0 &&
    compareRecords(decision.other, other) === 0
  );
}

interface Read extends ResolvedRecord {
  weftId: string;
  values: { type: string; value: string }[];
}

/** All records that any kept value connects with those named, each with what may join it. */
async function readComponents(
  warehouse: Warehouse,
  named: readonly RecordName[],
): Promise<Map<string, Read>> {
  const { dialect } = warehouse;
  const { literal } = dialect;
  const members = identityTable(dialect, 'members');
  const which = named
    .map(({ source, key }) => `(source = ${literal(source)} and record_key = ${literal(key)})`)
    .join(' or ');
  const rows = await warehouse.query(
    `select m.source, m.record_key, m.recorded_at, m.weft_id, l.type, l.value
     from ${members} as m
     left join (
       select e.record_hash, e.type, e.value from ${identityTable(dialect, 'edges')} as e
       left join ${identityTable(dialect, 'dropped')} as d on d.type = e.type and d.value = e.value
       where e.excluded is null and d.type is null
     ) as l on l.record_hash = m.record_hash
     where m.component in (select component from ${members} where ${which})
     order by m.source, m.record_key, l.type, l.value limit ${mostLinks + 1}`,
  );
  if (rows.length > mostLinks) {
    throw new ConfigError(
      `more than ${mostLinks} links connect the records with others: too many to try it out`,
      {
        mend: 'Decide on the command line, or first block the value that connects them.',
      },
    );
  }
  const records = new Map<string, Read>();
  for (const row of rows) addLink(records, row);
  return records;
}

function addLink(records: Map<string, Read>, row: Row): void {
  const name = nameOfRecord({ source: String(row.source), key: String(row.record_key) });
  const known = records.get(name) ?? {
    name,
    at: row.recorded_at === null ? null : Date.parse(String(row.recorded_at)),
    weftId: String(row.weft_id),
    values: [],
  };
  records.set(name, known);
  if (typeof row.type === 'string') known.values.push({ type: row.type, value: String(row.value) });
}

/** The records with the links that the decision gives them or takes away, as a run would read them. */
function mark(
  records: ReadonlyMap<string, Read>,
  considered: Considered,
  replaced: Decision | null,
): ResolvedRecord[] {
  const named = considered.decision === 'alone' ? [considered.record] : considered.records;
  const names = named.map(nameOfRecord);
  const isReplaced = ({ type, value }: Read['values'][number]): boolean =>
    replaced !== null &&
    ((type === sameType && value === replaced.id) || type === `${differentPrefix}${replaced.id}`);
  return [...records.values()].map((record) => {
    const values = record.values.filter((link) => !isReplaced(link));
    const place = names.indexOf(record.name);
    return { ...record, values: place === -1 ? values : decidedLinks(considered.decision, place, values) };
  });
}

/** The links of a record that a decision is about, its first or its second. */
function decidedLinks(
  decision: Considered['decision'],
  place: number,
  links: Read['values'],
): Read['values'] {
  if (decision === 'same') return [...links, { type: sameType, value: 'considered' }];
  if (decision === 'different')
    return [...links, { type: `${differentPrefix}considered`, value: String(place) }];
  return links.filter(({ type }) => type === sameType || type.startsWith(differentPrefix));
}

/** The types of the rules with those that decisions and pairs bring along. */
function typesWith(identity: Identity, records: readonly ResolvedRecord[]): ResolvedType[] {
  const joining = typesOf(identity).filter(({ joins }) => joins);
  const apart = new Set(
    records.flatMap(({ values }) =>
      values.map(({ type }) => type).filter((type) => type.startsWith(differentPrefix)),
    ),
  );
  return [
    { type: sameType, priority: 0, limit: null },
    ...[...apart].map((type) => ({ type, priority: 0, limit: 1 })),
    ...joining.map(({ type, priority, limit }) => ({ type, priority, limit })),
    { type: fuzzyType, priority: (joining.at(-1)?.priority ?? 0) + 1, limit: null },
  ].filter(({ type }) => type !== aloneType);
}

function changes(
  records: ReadonlyMap<string, Read>,
  groups: readonly string[][],
): Pick<Effect, 'before' | 'after'> {
  const sizes = new Map<string, number>();
  for (const { weftId } of records.values()) sizes.set(weftId, (sizes.get(weftId) ?? 0) + 1);
  const made = groups.map((names) => {
    const from = new Map<string, number>();
    for (const name of names) {
      const weftId = records.get(name)?.weftId ?? '';
      from.set(weftId, (from.get(weftId) ?? 0) + 1);
    }
    return { records: names.length, from };
  });
  const changed = made.filter(({ from }) => {
    const [only] = from;
    return from.size !== 1 || only === undefined || sizes.get(only[0]) !== only[1];
  });
  const concerned = [...new Set(changed.flatMap(({ from }) => [...from.keys()]))];
  const bySize = <T extends { records: number }>(one: T, other: T) => other.records - one.records;
  return {
    before: concerned.map((weftId) => ({ weftId, records: sizes.get(weftId) ?? 0 })).sort(bySize),
    after: changed
      .map(({ records: count, from }) => ({
        records: count,
        from: [...from].map(([weftId, taken]) => ({ weftId, records: taken })).sort(bySize),
      }))
      .sort(bySize),
  };
}
