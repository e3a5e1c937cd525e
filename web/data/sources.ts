import { getTranslations } from 'next-intl/server';
import 'server-only';
import { cache } from 'react';
import type { Column } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { mendOfMissingTable } from '../../connectors/warehouses/missing-table.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { isPath } from '../../models/workspace/relations.ts';
import type { Problem } from '../ui/problem.ts';
import { authorise } from './authorise.ts';
import { sampleRows } from './catalogue.ts';
import { revealed, type ShownRows } from './masks.ts';
import { NotComputed } from './not-computed.ts';
import { attempt } from './problem.ts';
import { numberOf, textOrNull } from './values.ts';
import { columnsOf, columnsOfStatement, dialect, row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface SourceSummary {
  slug: string;
  name: string;
  description: string | null;
  /** The table it reads, or that it is a statement of the data team's. */
  reads: string;
  shape: Source['shape'];
  identifiers: string[];
  hasTime: boolean;
}

/** What the warehouse says of a source now. */
export type SourceState =
  | { state: 'ready'; rows: number; newest: string | null }
  | { state: 'missing'; mend: string }
  | { state: 'failed'; problem: Problem };

const summaryOf = (source: Source): SourceSummary => ({
  slug: source.slug,
  name: nameOf(source),
  description: source.description ?? null,
  reads: source.table ?? 'SQL',
  shape: source.shape,
  identifiers: [...new Set(source.identifiers.map((identifier) => identifier.type))],
  hasTime: source.time !== undefined,
});

export async function sourceSummaries(): Promise<SourceSummary[]> {
  await authorise('read');
  return (await currentWorkspace()).workspace.all('source').map(summaryOf);
}

/** What may follow FROM to read a source's rows. */
export function relationOf(source: Source | Entity): string {
  if (source.table !== undefined) return dialect().table(source.table);
  return `(${(source.sql ?? '').trim().replace(/;$/, '')}\n) as source_rows`;
}

/** Its columns; none where its table is not there. */
export const columnsOfRelation = (relation: Source | Entity): Promise<Column[]> =>
  relation.table === undefined
    ? columnsOfStatement(`select * from ${relationOf(relation)}`)
    : columnsOf(relation.table);

async function readState(source: Source | Entity): Promise<SourceState> {
  const relation = relationOf(source);
  const newest = source.time === undefined ? 'null' : `max(${dialect().ident(source.time)})`;
  const outcome = await attempt(() => row(`select count(*) as found, ${newest} as newest from ${relation}`));
  if (outcome.state === 'ready') {
    return { state: 'ready', rows: numberOf(outcome.data.found), newest: textOrNull(outcome.data.newest) };
  }
  if (outcome.state === 'failed') return { state: 'failed', problem: outcome.problem };
  const words = await getTranslations('problems');
  const missing = words('notComputed.table.cause', { table: source.table ?? words('itsTable') });
  return {
    state: 'missing',
    mend: `${missing} ${mendOfMissingTable(dialect(), source.table ?? 'SCHEMA.TABLE')}`,
  };
}

/** The state of every source; one that cannot be read does not keep the others back. */
export const sourceStates = cache(async (): Promise<Map<string, SourceState>> => {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const sources = workspace.all('source');
  const states = await Promise.all(sources.map(readState));
  return new Map(
    sources.map((source, index) => [source.slug, states[index] ?? { state: 'missing', mend: '' }]),
  );
});

export interface SourceColumn {
  name: string;
  type: string;
  kind: ColumnKind;
  /** Key, time, event name, or the identifier that it carries. */
  role: string | null;
  description: string | null;
  personal: boolean;
  masked: boolean;
}

/** What a source and an entity declare alike. */
export interface RelationDetail {
  slug: string;
  name: string;
  description: string | null;
  /** The table it reads, or that it is a statement of the data team's. */
  reads: string;
  statement: boolean;
  key: string[];
  time: string | null;
}

export const relationDetail = (relation: Source | Entity): RelationDetail => ({
  ...{ slug: relation.slug, name: nameOf(relation), description: relation.description ?? null },
  ...{ reads: relation.table ?? 'SQL', statement: relation.sql !== undefined },
  ...{ key: [relation.key].flat(), time: relation.time ?? null },
});

export type SourceDetail = RelationDetail & SourceSummary;

export async function findSource(slug: string): Promise<SourceDetail | null> {
  await authorise('read');
  const source = (await currentWorkspace()).workspace.get('source', slug);
  if (!source) return null;
  return { ...summaryOf(source), ...relationDetail(source) };
}

/** The state of a source or an entity; of an entity whose time is another row's no time is known. */
export async function relationState(kind: 'source' | 'entity', slug: string): Promise<SourceState> {
  await authorise('read');
  const relation = (await currentWorkspace()).workspace.get(kind, slug);
  if (relation === undefined) return { state: 'missing', mend: '' };
  const { time, ...timeless } = relation;
  const elsewhere = relation.kind === 'entity' && time !== undefined && isPath(relation, time);
  return readState(elsewhere ? timeless : relation);
}

type RoleWords = Awaited<ReturnType<typeof getTranslations<'sources.roles'>>>;

function roleOf(declared: Source | Entity, column: string, words: RoleWords): string | null {
  const carried =
    declared.kind === 'source'
      ? [
          ...(declared.event === column ? [words('event')] : []),
          ...declared.identifiers
            .filter((one) => one.column === column)
            .map((one) => words('identifier', { type: one.type })),
        ]
      : [
          ...(declared.person && 'type' in declared.person && declared.person.column === column
            ? [words('person', { type: declared.person.type })]
            : []),
        ];
  const roles = [
    ...([declared.key].flat().includes(column) ? [words('key')] : []),
    ...(declared.time === column ? [words('time')] : []),
    ...carried,
  ];
  return roles.length > 0 ? roles.join(', ') : null;
}

export interface SourceSample {
  columns: SourceColumn[];
  rows: ShownRows['rows'];
  /** Whether personal values are among them. */
  revealed: boolean;
}

/** A source's or an entity's columns and twenty of its rows; of a masked column only whether there is a value is read. */
export async function relationSample(
  kind: 'source' | 'entity',
  slug: string,
  reveal: boolean,
): Promise<SourceSample> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const declared = workspace.get(kind, slug);
  if (!declared) return { columns: [], rows: [], revealed: false };
  const named = await columnsOfRelation(declared);
  if (declared.table !== undefined && named.length === 0) {
    throw new NotComputed('table', {
      table: declared.table,
      mend: mendOfMissingTable(dialect(), declared.table),
    });
  }
  const personal = new PersonalColumns(workspace);
  const [open, words] = await Promise.all([revealed(reveal), getTranslations('sources.roles')]);
  const sample = await sampleRows(
    relationOf(declared),
    named,
    ({ name }) => personal.of(declared, name),
    open,
  );
  return {
    columns: named.map((column) => ({
      ...{ name: column.name, type: column.type, kind: column.kind },
      role: roleOf(declared, column.name, words),
      description: declared.columns[column.name]?.description ?? null,
      personal: personal.of(declared, column.name),
      masked: !open && personal.of(declared, column.name),
    })),
    rows: sample.rows,
    revealed: open,
  };
}
