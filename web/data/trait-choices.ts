import 'server-only';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation } from '../../models/dbt/context.ts';
import { goldenKind } from '../../models/profiles/context.ts';
import { traitColumnKind } from '../../models/traits/columns.ts';
import { columnName as columnTitle, nameOf } from '../../models/words/names.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import { traitColumns } from '../../models/workspace/kinds/trait.ts';
import { hasPersons, joinOf } from '../../models/workspace/relations.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { numberOf, textOf } from './values.ts';
import { isBuilt, rows } from './warehouse.ts';

export interface ChoiceColumn {
  name: string;
  kind: ColumnKind;
}

/** What rows a trait may read. */
export interface ChoiceOrigin {
  slug: string;
  name: string;
  kind: 'entity' | 'source';
  /** Whether its rows have persons; of one that has none only places are read. */
  persons: boolean;
  timed: boolean;
  columns: ChoiceColumn[];
}

/** Everything that the form of a trait chooses from. */
export interface TraitChoices {
  origins: ChoiceOrigin[];
  /** Columns of other traits. */
  traits: { name: string; title: string; kind: ColumnKind | null }[];
  golden: ChoiceColumn[];
  /** Names of events by their source, the commonest first. */
  events: { source: string; name: string; count: number }[];
}

/** A row's own columns, then those of the one row that each join leads to, as paths. */
function columnsWithJoins(models: Generation, entity: Entity): ChoiceColumn[] {
  const own = columnsOf(models, entity).map(({ name, kind }) => ({ name, kind }));
  const joined = Object.keys(entity.joins).flatMap((name) => {
    const join = joinOf(models.workspace, entity, name);
    if (join === undefined || join.many) return [];
    return columnsOf(models, join.to).map((column) => ({
      name: `${name}.${column.name}`,
      kind: column.kind,
    }));
  });
  return [...own, ...joined];
}

function originsOf(models: Generation): ChoiceOrigin[] {
  const { workspace } = models;
  const entities = workspace.all('entity').map(
    (entity): ChoiceOrigin => ({
      ...{ slug: entity.slug, name: nameOf(entity), kind: 'entity' },
      persons: hasPersons(workspace, entity),
      timed: entity.time !== undefined,
      columns: columnsWithJoins(models, entity),
    }),
  );
  const sources = workspace
    .all('source')
    .filter(({ shape }) => shape === 'events')
    .map(
      (source): ChoiceOrigin => ({
        ...{ slug: source.slug, name: nameOf(source), kind: 'source', persons: true, timed: true },
        columns: columnsOf(models, source).map(({ name, kind }) => ({ name, kind })),
      }),
    );
  return [...entities, ...sources].toSorted((one, other) => one.name.localeCompare(other.name));
}

const mostEvents = 300;

async function eventNames(): Promise<TraitChoices['events']> {
  if (!(await isBuilt('weft.events'))) return [];
  const found = await rows(
    `select source, event, count(*) as found from weft.events where event is not null
     group by source, event order by found desc, source, event limit ${mostEvents}`,
  );
  return found.map((row) => ({
    ...{ source: textOf(row.source), name: textOf(row.event), count: numberOf(row.found) },
  }));
}

export async function traitChoices(): Promise<TraitChoices> {
  await authorise('data.edit');
  const models = await currentModels();
  const { workspace } = models;
  const golden = Object.entries(workspace.identity?.golden ?? {});
  return {
    origins: originsOf(models),
    traits: workspace
      .all('trait')
      .filter((trait) => !models.aside.traits.has(trait.slug))
      .flatMap((trait) =>
        traitColumns(trait).map((column) => ({
          ...{ name: column.name, title: columnTitle(trait, column) },
          kind: traitColumnKind(models, column.name),
        })),
      )
      .toSorted((one, other) => one.title.localeCompare(other.title)),
    golden: golden.map(([name, { from }]) => ({ name, kind: goldenKind(models, from) })),
    events: await eventNames(),
  };
}
