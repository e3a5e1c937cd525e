import 'server-only';
import { z } from 'zod';
import { propertyName } from '../../models/events/property-name.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { columnProfiles, profilesTable } from '../../models/profiling/profiles.ts';
import { originOf } from '../../models/traits/origin.ts';
import { columnName, slug } from '../../models/workspace/kinds/shared.ts';
import { hasPersons, wayOf } from '../../models/workspace/relations.ts';
import { authorise } from './authorise.ts';
import { currentGeneration, isBuilt } from './segment-asking.ts';
import { numberOf, plainText, textOf } from './values.ts';
import { dialect, rows } from './warehouse.ts';

export const valuesInput = z.object({
  of: z.union([
    z.object({ person: columnName }),
    z.object({ event: z.string().max(500), property: columnName }),
    z.object({ entity: slug, column: columnName }),
  ]),
  /** Only values that hold this text. */
  q: z.string().max(500).default(''),
});
type ValuesInput = z.output<typeof valuesInput>;

export interface ValuesAnswer {
  /** What is counted: people, events or rows of an entity. */
  of: 'people' | 'events' | 'rows';
  values: { value: string; count: number }[];
  /** Why there are none to choose from; they may be typed all the same. */
  withheld: 'personal' | null;
}

const mostValues = 20;

/** Where the values are, as SQL. */
interface Asked {
  of: ValuesAnswer['of'];
  relation: string;
  column: string;
  where: string;
  personal: boolean;
  /** Under which the values are profiled. */
  profiled: { resource: string; column: string } | null;
}

/** The values of a column with how often each is there, the commonest first. */
export async function columnValues({ of, q }: ValuesInput, signal: AbortSignal): Promise<ValuesAnswer> {
  const actor = await authorise('read');
  const asked = await askedOf(of);
  if (asked === null) return { of: 'people', values: [], withheld: null };
  if (asked.personal && !actor.permissions.has('personal.read'))
    return { of: asked.of, values: [], withheld: 'personal' };
  const typed = plainText(q.trim());
  const profiled = typed === '' && !asked.personal ? await profiledValues(asked) : null;
  return { of: asked.of, values: profiled ?? (await liveValues(asked, typed, signal)), withheld: null };
}

async function askedOf(of: ValuesInput['of']): Promise<Asked | null> {
  const context = await currentGeneration();
  const { dialect: sql, workspace, ref } = context;
  const personal = new PersonalColumns(workspace);
  if ('person' in of) {
    if (!(await isBuilt('weft.customer_360'))) return null;
    return {
      ...{ of: 'people', relation: ref('customer_360'), column: sql.ident(of.person), where: 'true' },
      personal: personal.ofPerson(of.person),
      profiled: { resource: 'customer_360', column: of.person },
    };
  }
  if ('event' in of) {
    const name = propertyName(of.property);
    return {
      ...{ of: 'events', relation: ref('events'), column: sql.ident(name) },
      where: `event = ${sql.literal(of.event)}`,
      personal: personal.ofEvents(of.property),
      profiled: { resource: `event/${of.event}`, column: name },
    };
  }
  const entity = workspace.get('entity', of.entity);
  const way = entity && hasPersons(workspace, entity) ? wayOf(workspace, entity, of.column) : undefined;
  if (way === undefined) return null;
  const origin = originOf(context, of.entity, [of.column]);
  return {
    ...{ of: 'rows', relation: origin.relation, column: origin.column(of.column), where: origin.condition },
    personal: personal.of(way.entity, way.column),
    profiled: null,
  };
}

/** What the last profile found, where it names all of the values or the commonest of very many. */
async function profiledValues({ profiled }: Asked): Promise<ValuesAnswer['values'] | null> {
  if (profiled === null || !(await isBuilt(profilesTable))) return null;
  const context = await currentGeneration();
  const found = await columnProfiles(rows, dialect(), context.workspace, { resource: profiled.resource });
  const profile = found.find(({ column }) => column === profiled.column);
  if (profile?.values == null || profile.values.length === 0 || profile.sampled) return null;
  return profile.values.map(({ value, rows: count }) => ({ value, count }));
}

async function liveValues(
  { relation, column, where }: Asked,
  typed: string,
  signal: AbortSignal,
): Promise<ValuesAnswer['values']> {
  const sql = dialect();
  const value = sql.cast(column, 'text');
  const matching = typed === '' ? '' : ` and ${sql.contains(`lower(${value})`, typed.toLowerCase())}`;
  const found = await rows(
    `select v, count(*) as n from (
       select ${value} as v from ${relation} where ${where} and ${column} is not null${matching}
     ) as typed group by v order by n desc, v limit ${mostValues}`,
    { signal },
  );
  return found.map((row) => ({ value: textOf(row.v), count: numberOf(row.n) }));
}
