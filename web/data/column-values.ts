import 'server-only';
import { z } from 'zod';
import { propertyName } from '../../models/events/property-name.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { columnProfiles, profilesTable } from '../../models/profiling/profiles.ts';
import { originOf } from '../../models/traits/origin.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import { columnName, slug } from '../../models/workspace/kinds/shared.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { wayOf } from '../../models/workspace/relations.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { numberOf, plainText, textOf } from './values.ts';
import { dialect, isBuilt, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export const valuesInput = z.object({
  of: z.union([
    z.object({ person: columnName }),
    z.object({ event: z.string().max(500), property: columnName }),
    /** A column of an entity, or what its joins lead to, or of an event source. */
    z.object({ from: slug, column: columnName }),
  ]),
  /** Only values that hold this text. */
  q: z.string().max(500).default(''),
});
type ValuesInput = z.output<typeof valuesInput>;
export type ValuesOf = ValuesInput['of'];

export interface ValuesAnswer {
  /** What is counted: people, events or rows of an entity or a source. */
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
  /** The value as a text. */
  value: string;
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

async function askedOf(of: ValuesOf): Promise<Asked | null> {
  const models = await currentModels();
  const { dialect: sql, workspace, ref } = models;
  const personal = new PersonalColumns(workspace);
  if ('person' in of) {
    if (!(await isBuilt('weft.customer_360'))) return null;
    return {
      ...{ of: 'people', relation: ref('customer_360'), value: sql.cast(sql.ident(of.person), 'text') },
      where: 'true',
      personal: personal.ofPerson(of.person),
      profiled: { resource: 'customer_360', column: of.person },
    };
  }
  if ('event' in of) {
    const name = propertyName(of.property);
    return {
      ...{ of: 'events', relation: ref('events'), value: sql.cast(sql.ident(name), 'text') },
      where: `event = ${sql.literal(of.event)}`,
      personal: personal.ofEvents(of.property),
      profiled: { resource: `event/${of.event}`, column: name },
    };
  }
  const read = readAt(workspace, of);
  if (read === null) return null;
  const origin = originOf(models, of.from, [of.column]);
  return {
    ...{ of: 'rows', relation: origin.relation, where: origin.condition },
    value: sql.text(origin.column(of.column), origin.kindOf(of.column)),
    personal: personal.of(read.resource, read.column),
    profiled: null,
  };
}

/** The resource whose column is read, where a path over joins leads; null where there is none. */
function readAt(
  workspace: Workspace,
  { from, column }: { from: string; column: string },
): { resource: Entity | Source; column: string } | null {
  const entity = workspace.get('entity', from);
  if (entity !== undefined) {
    const way = wayOf(workspace, entity, column);
    return way === undefined ? null : { resource: way.entity, column: way.column };
  }
  const source = workspace.get('source', from);
  return source === undefined ? null : { resource: source, column };
}

/** What the last profile found, where it names all of the values or the commonest of very many. */
async function profiledValues({ profiled }: Asked): Promise<ValuesAnswer['values'] | null> {
  if (profiled === null || !(await isBuilt(profilesTable))) return null;
  const { workspace } = await currentWorkspace();
  const found = await columnProfiles(rows, dialect(), workspace, { resource: profiled.resource });
  const profile = found.find(({ column }) => column === profiled.column);
  if (profile?.values == null || profile.values.length === 0 || profile.sampled) return null;
  return profile.values.map(({ value, rows: count }) => ({ value, count }));
}

async function liveValues(
  { relation, value, where }: Asked,
  typed: string,
  signal: AbortSignal,
): Promise<ValuesAnswer['values']> {
  const matching = typed === '' ? 'true' : dialect().contains('lower(v)', typed.toLowerCase());
  const found = await rows(
    `select v, count(*) as n from (select ${value} as v from ${relation} where ${where}) as typed
     where v is not null and ${matching} group by v order by n desc, v limit ${mostValues}`,
    { signal },
  );
  return found.map((row) => ({ value: textOf(row.v), count: numberOf(row.n) }));
}
