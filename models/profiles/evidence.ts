import { type QueryOptions, textOrNull, type Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { propertyName } from '../events/property-name.ts';
import { readTraits } from '../predictions/declared.ts';
import { clockOf } from '../template/clock.ts';
import { filterSql } from '../template/filter.ts';
import { traitOfColumn } from '../traits/columns.ts';
import { type Origin, originOf, originOfTraits, type RowsAsked, rowsOf } from '../traits/origin.ts';
import type { Filter } from '../workspace/kinds/filter.ts';
import type { Leaf } from '../workspace/kinds/segment.ts';
import type { Trait } from '../workspace/kinds/trait.ts';

/** The record that a value comes from, of those that do the latest. */
export interface Evidence {
  kind: 'entity' | 'source';
  slug: string;
  /** Its key, part by part. */
  key: string[];
  at: string | null;
}

interface Asked {
  warehouse: Warehouse;
  /** Of the time as of which it is asked. */
  generation: Generation;
  weftId: string;
  query?: QueryOptions;
}

/** The first trait that reads rows, on the way from a trait to what it is computed from. */
function rowTrait(generation: Generation, trait: Trait): Trait | undefined {
  if (trait.from !== undefined) return trait;
  for (const other of readTraits(generation.workspace, trait)) {
    const found = rowTrait(generation, other);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The latest row of an entity or event source under a condition. */
async function latestRow(
  { warehouse, generation, weftId, query }: Asked,
  slug: string,
  origin: Origin,
  condition: string,
): Promise<Evidence | null> {
  const { dialect, workspace } = generation;
  const entity = workspace.get('entity', slug);
  const keys = entity === undefined ? [dialect.ident('event_key')] : origin.key;
  const terms = keys.map((key, index) => `${dialect.cast(key, 'text')} as key_${index + 1}`);
  const time = origin.time ?? dialect.cast('null', 'timestamp');
  const order = ['moment desc nulls last', ...keys.map((_, index) => `key_${index + 1}`)];
  const [row] = await warehouse.query(
    `select ${[`${time} as moment`, ...terms].join(', ')} from ${origin.relation}
     where weft_id = ${dialect.literal(weftId)} and ${condition} order by ${order.join(', ')} limit 1`,
    query,
  );
  if (row === undefined) return null;
  return {
    ...{ kind: entity === undefined ? ('source' as const) : ('entity' as const), slug },
    key: keys.map((_, index) => String(row[`key_${index + 1}`] ?? '')),
    at: textOrNull(row.moment),
  };
}

async function behindTrait(asked: Asked, column: string): Promise<Evidence | null> {
  const { generation } = asked;
  const declared = traitOfColumn(generation.workspace, column);
  const trait = declared && rowTrait(generation, declared);
  if (trait?.from === undefined || generation.aside.traits.has(trait.slug)) return null;
  const origin = originOfTraits(generation, [trait]);
  return latestRow(asked, trait.from, origin, rowsOf(generation, trait, origin, clockOf(generation)));
}

async function behindRows(asked: Asked, slug: string, rows: RowsAsked): Promise<Evidence | null> {
  const { generation } = asked;
  const origin = originOf(generation, slug, Object.keys(rows.where ?? {}));
  return latestRow(asked, slug, origin, rowsOf(generation, rows, origin, clockOf(generation)));
}

/** The latest event of a name, whichever source has it. */
async function behindEvent(asked: Asked, event: string, where: Filter | undefined): Promise<Evidence | null> {
  const { warehouse, generation, weftId, query } = asked;
  const { dialect } = generation;
  const at = dialect.ident('at');
  const clock = clockOf(generation);
  const conditions = [
    `weft_id = ${dialect.literal(weftId)}`,
    `event = ${dialect.literal(event)}`,
    `${at} <= ${clock.now}`,
    filterSql(
      dialect,
      where ?? {},
      (name) => dialect.ident(propertyName(name)),
      () => null,
      clock,
    ),
  ];
  const [row] = await warehouse.query(
    `select source, event_key, ${at} from ${generation.ref('events')} where ${conditions.join(' and ')}
     order by ${at} desc, source, event_key limit 1`,
    query,
  );
  if (row === undefined) return null;
  return {
    ...{ kind: 'source', slug: String(row.source) },
    ...{ key: [String(row.event_key)], at: textOrNull(row.at) },
  };
}

/** The record that a golden value was taken from; of a time of the profile itself there is none. */
async function behindProfile(
  { warehouse, generation, weftId, query }: Asked,
  column: string,
): Promise<Evidence | null> {
  const { dialect, workspace } = generation;
  if (workspace.identity?.golden[column] === undefined) return null;
  const of = (suffix: string) => dialect.ident(`${column}_${suffix}`);
  const [row] = await warehouse.query(
    `select ${of('source')} as source, ${of('source_key')} as record, ${of('source_time')} as moment
     from ${dialect.table(`${weftSchema}.profiles`)} where weft_id = ${dialect.literal(weftId)}`,
    query,
  );
  if (row?.source == null) return null;
  return {
    ...{ kind: 'source', slug: String(row.source) },
    ...{ key: [String(row.record)], at: textOrNull(row.moment) },
  };
}

/** The record behind what a condition looked at; null where nothing is, as behind something that was not done. */
export async function evidenceOf(asked: Asked, leaf: Leaf): Promise<Evidence | null> {
  const { workspace } = asked.generation;
  if ('trait' in leaf) return behindTrait(asked, leaf.trait);
  if ('profile' in leaf) return behindProfile(asked, leaf.profile);
  if ('near' in leaf) return behindProfile(asked, leaf.latitude);
  if ('consent' in leaf) {
    const consent = workspace.get('consent', leaf.consent);
    return consent === undefined ? null : behindRows(asked, consent.from, { where: consent.where });
  }
  if ('has' in leaf) return behindRows(asked, leaf.has, leaf);
  if ('has_not' in leaf) return behindRows(asked, leaf.has_not, { where: leaf.where });
  if ('did' in leaf) return behindEvent(asked, leaf.did, leaf.where);
  if ('did_not' in leaf) return behindEvent(asked, leaf.did_not, leaf.where);
  if ('first' in leaf) return behindEvent(asked, leaf.first, leaf.where);
  if ('last' in leaf) return behindEvent(asked, leaf.last, leaf.where);
  if ('sequence' in leaf) {
    const last = leaf.sequence.at(-1);
    return last === undefined ? null : behindEvent(asked, last.did, last.where);
  }
  return null;
}
