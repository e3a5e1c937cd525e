import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf as columnsOfResource, type Generation } from '../../models/dbt/context.ts';
import { eventProperties } from '../../models/events/context.ts';
import { goldenKind } from '../../models/profiles/context.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { traitColumnKind } from '../../models/traits/columns.ts';
import { columnName, humanise, nameOf } from '../../models/words/names.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import { traitColumns } from '../../models/workspace/kinds/trait.ts';
import { hasPersons, joinOf } from '../../models/workspace/relations.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { segmentDefinitions } from './segments.ts';
import { numberOf, textOf } from './values.ts';
import { isBuilt, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What a column holds, as far as a condition cares. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'time';

export interface AskableColumn {
  name: string;
  title: string;
  kind: ValueKind;
  description: string;
  /** Its values are of persons: shown to those who may see them. */
  personal: boolean;
}

export interface AskableEvent {
  name: string;
  title: string;
  count: number;
}

export interface AskableEntity {
  slug: string;
  name: string;
  description: string;
  timed: boolean;
  columns: AskableColumn[];
}

export interface AskableSegment {
  slug: string;
  name: string;
  sentence: string;
}

/** All that a condition can be about. Plain data: it goes to the browser. */
export interface Catalogue {
  profile: AskableColumn[];
  traits: AskableColumn[];
  events: AskableEvent[];
  properties: AskableColumn[];
  entities: AskableEntity[];
  segments: AskableSegment[];
  consents: { slug: string; name: string; description: string }[];
  /** The columns that say where a person is; null where the profile has none. */
  place: { latitude: string; longitude: string } | null;
  zone: string;
}

const valueKind = (kind: ColumnKind | null): ValueKind => {
  if (kind === 'integer' || kind === 'decimal' || kind === 'double') return 'number';
  if (kind === 'date' || kind === 'timestamp') return 'time';
  return kind === 'boolean' ? 'boolean' : 'text';
};

export async function segmentCatalogue(): Promise<Catalogue> {
  await authorise('read');
  const { workspace, zone } = await currentWorkspace();
  const [context, segments, events] = await Promise.all([
    currentModels(),
    segmentDefinitions(),
    eventNames(),
  ]);
  const personal = new PersonalColumns(workspace);
  const golden = workspace.identity?.golden ?? {};
  const place = ['latitude', 'longitude'].every((name) => Object.hasOwn(golden, name));
  return {
    profile: profileColumns(context, personal, await getTranslations('segments.about')),
    traits: traitsOf(context, personal),
    events,
    properties: eventProperties(context).map(({ name, kind }) => ({
      ...{ name, title: humanise(name), kind: valueKind(kind), description: '' },
      personal: personal.ofEvents(name),
    })),
    entities: workspace
      .all('entity')
      .filter((entity) => hasPersons(workspace, entity))
      .map((entity) => ({
        ...{ slug: entity.slug, name: nameOf(entity), description: entity.description ?? '' },
        timed: entity.time !== undefined,
        columns: entityColumns(context, workspace, personal, entity),
      })),
    segments: segments.map(({ slug, name, sentence }) => ({ slug, name, sentence })),
    consents: workspace.all('consent').map((consent) => ({
      ...{ slug: consent.slug, name: nameOf(consent), description: consent.description ?? '' },
    })),
    place: place ? { latitude: 'latitude', longitude: 'longitude' } : null,
    zone,
  };
}

type AboutWords = Awaited<ReturnType<typeof getTranslations<'segments.about'>>>;

function profileColumns(context: Generation, personal: PersonalColumns, words: AboutWords): AskableColumn[] {
  const golden = Object.entries(context.workspace.identity?.golden ?? {}).map(([name, { keep, from }]) => ({
    ...{ name, title: humanise(name), kind: valueKind(goldenKind(context, from)) },
    description: words('golden', { keep: humanise(keep).toLowerCase(), columns: from.join(', ') }),
    personal: personal.ofPerson(name),
  }));
  const seen = (name: string, description: string): AskableColumn => ({
    ...{ name, title: humanise(name), kind: 'time', description, personal: false },
  });
  return [...golden, seen('first_seen', words('first_seen')), seen('last_seen', words('last_seen'))];
}

const traitsOf = (context: Generation, personal: PersonalColumns): AskableColumn[] =>
  context.workspace.all('trait').flatMap((trait) =>
    traitColumns(trait).map((column) => ({
      ...{ name: column.name, title: columnName(trait, column) },
      kind: valueKind(traitColumnKind(context, column.name) ?? column.kind),
      description: column.description,
      personal: personal.ofPerson(column.name),
    })),
  );

/** The columns of an entity, and those that its joins to one row lead to: `product.brand`. */
function entityColumns(
  context: Generation,
  workspace: Workspace,
  personal: PersonalColumns,
  entity: Entity,
  path: readonly string[] = [],
  passed: readonly Entity[] = [],
): AskableColumn[] {
  const own = columnsOfResource(context, entity).map(({ name, kind }) => {
    const whole = [...path, name].join('.');
    return {
      ...{ name: whole, title: humanise(whole), kind: valueKind(kind) },
      description: entity.columns[name]?.description ?? '',
      personal: personal.of(entity, name),
    };
  });
  const joined = Object.keys(entity.joins).flatMap((name) => {
    const join = joinOf(workspace, entity, name);
    if (!join || join.many || path.length >= 2 || [entity, ...passed].includes(join.to)) return [];
    return entityColumns(context, workspace, personal, join.to, [...path, name], [entity, ...passed]);
  });
  return [...own, ...joined];
}

const mostEvents = 500;

/** The names of events, the commonest first. */
async function eventNames(): Promise<AskableEvent[]> {
  if (!(await isBuilt('weft.events'))) return [];
  const found = await rows(
    `select event, count(*) as n from weft.events group by event order by n desc, event limit ${mostEvents}`,
  );
  return found.map((row) => {
    const name = textOf(row.event);
    return { name, title: humanise(name), count: numberOf(row.n) };
  });
}
