import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import { type Catalog, type Generation, generation } from '../dbt/context.ts';
import { asOf } from '../dbt/past.ts';
import { eventProperties } from '../events/context.ts';
import { propertyName } from '../events/property-name.ts';
import { clockOf } from '../template/clock.ts';
import { filterSql } from '../template/filter.ts';
import { traitColumnKind } from '../traits/columns.ts';
import { durationHours } from '../workspace/kinds/shared.ts';
import type { Trait } from '../workspace/kinds/trait.ts';
import { Workspace } from '../workspace/resource.ts';
import { traitsBelow } from './declared.ts';
import { featureSql, type PropensitySettings } from './features.ts';

/** Persons that a fit reads of one time, chosen by the hash of their ids, so that they stay the same. */
export const mostPersons = 200_000;

/** The persons who did it after one time and up to another. */
function didSql(generation: Generation, { did, where }: PropensitySettings, from: Date, to: Date): string {
  const { dialect, ref } = generation;
  const kinds = new Map(eventProperties(generation).map(({ name, kind }) => [name, kind]));
  const at = dialect.ident('at');
  const conditions = [
    `event = ${dialect.literal(did)}`,
    `${at} > ${dialect.literal(from)} and ${at} <= ${dialect.literal(to)}`,
    filterSql(
      dialect,
      where ?? {},
      (name) => dialect.ident(propertyName(name)),
      (name) => kinds.get(name) ?? 'text',
      clockOf(generation),
    ),
  ];
  return `select distinct weft_id from ${ref('events')} where ${conditions.join(' and ')}`;
}

/**
 * Who was known at a time, what was known of them then (`feature_1`, …), and whether they did it in the window after:
 * `outcome`, 1 or 0.
 */
export function outcomesStatement(
  workspace: Workspace,
  catalog: Catalog,
  dialect: Dialect,
  trait: Trait,
  at: Date,
): string {
  const settings = trait.propensity;
  if (settings === undefined) throw new TypeError(`${trait.slug} is no propensity`);
  const read = new Set(traitsBelow(workspace, [trait]).filter((each) => each !== trait));
  const part = new Workspace(
    workspace.resources.filter(
      (resource) => resource.kind !== 'segment' && (resource.kind !== 'trait' || read.has(resource)),
    ),
  );
  const { generation: then, parts } = asOf(part, catalog, dialect, at);
  const clock = clockOf(then);
  const until = new Date(at.getTime() + durationHours(settings.within) * 3_600_000);
  const features = settings.from.map((column, index) => {
    const sql = featureSql(then, traitColumnKind(then, column), `c.${dialect.ident(column)}`, clock);
    return `${sql} as feature_${index + 1}`;
  });
  return `with ${parts}
select case when d.weft_id is null then 0 else 1 end as outcome, ${features.join(', ')}
from ${then.ref('customer_360')} as c
left join (${didSql(generation(workspace, catalog, dialect, 'warehouse'), settings, at, until)}) as d on d.weft_id = c.weft_id
where c.first_seen is null or c.first_seen <= ${dialect.literal(at)}
order by ${dialect.md5('c.weft_id')}
limit ${mostPersons}`;
}
