import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { identityTable } from '../tables.ts';

/** Types of links that Weft makes itself; all begin with this character, which no declared type does. */
export const reservedMark = '~';
/** A link of a `same` decision: its value is the decision's id, and both records carry it. */
export const sameType = '~same';
/** A link of a fuzzy pair. */
export const fuzzyType = '~fuzzy';
/** Marks a record whose identifiers join nothing. */
export const aloneType = '~alone';
/** Followed by a decision's id: records that carry different values of it are never one person. */
export const differentPrefix = '~different:';

/**
 * SQL of the links that joined records of one person: source, record_key, recorded_at, seen_run, type, value, doubtful.
 * Left out is what joins nothing: what is excluded or dropped, values held back by a limit or undecided, weak
 * types, and the marks of decisions that part records. `doubtful` is 1 for a value with a
 * conflict `full`: it joined the clusters that were not full then, and which those were is not kept.
 */
export function joinedLinks(dialect: Dialect, identity: Identity, personId: string): string {
  const table = (name: string) => identityTable(dialect, name);
  const weak = identity.types.filter((type) => type.weak).map(({ type }) => dialect.literal(type));
  return `select m.source, m.record_key, m.recorded_at, m.seen_run, l.type, l.value,
    case when c.rules = 'full' then 1 else 0 end as doubtful
  from ${table('members')} as m
  join ${table('edges')} as l on l.record_hash = m.record_hash
  left join (
    select type, value, case when min(rule) = max(rule) then min(rule) else 'several' end as rules
    from ${table('conflicts')} group by type, value
  ) as c on c.type = l.type and c.value = l.value
  left join ${table('dropped')} as d on d.type = l.type and d.value = l.value
  where m.person_id = ${integer(personId)}
    and l.excluded is null and d.type is null
    and (c.rules is null or c.rules = 'full')
    and (l.type in (${[sameType, fuzzyType].map(dialect.literal).join(', ')}) or substr(l.type, 1, 1) <> ${dialect.literal(reservedMark)})
    ${weak.length === 0 ? '' : `and l.type not in (${weak.join(', ')})`}`;
}

/** A 64-bit integer, which leaves a warehouse as text, as SQL. */
export const integer = (text: string): string => BigInt(text).toString();
