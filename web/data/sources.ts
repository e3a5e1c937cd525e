import 'server-only';
import { cache } from 'react';
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

async function readState(source: Source | Entity): Promise<SourceState> {
  const relation = relationOf(source);
  const newest = source.time === undefined ? 'null' : `max(${dialect().ident(source.time)})`;
  const outcome = await attempt(() => row(`select count(*) as found, ${newest} as newest from ${relation}`));
  if (outcome.state === 'ready') {
    return { state: 'ready', rows: numberOf(outcome.data.found), newest: textOrNull(outcome.data.newest) };
  }
  if (outcome.state === 'failed') return { state: 'failed', problem: outcome.problem };
  return {
    state: 'missing',
    mend: `${source.table ?? 'Its table'} is not in the warehouse. ${mendOfMissingTable(dialect(), source.table ?? 'SCHEMA.TABLE')}`,
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

export interface SourceDetail extends SourceSummary {
  key: string[];
  time: string | null;
  statement: string | null;
}

export async function findSource(slug: string): Promise<SourceDetail | null> {
  await authorise('read');
  const source = (await currentWorkspace()).workspace.get('source', slug);
  if (!source) return null;
  return {
    ...summaryOf(source),
    key: typeof source.key === 'string' ? [source.key] : source.key,
    time: source.time ?? null,
    statement: source.sql ?? null,
  };
}

export async function sourceState(slug: string): Promise<SourceState> {
  await authorise('read');
  const source = (await currentWorkspace()).workspace.get('source', slug);
  return source ? readState(source) : { state: 'missing', mend: '' };
}

/** The state of an entity; of one whose time is another row's no time is known. */
export async function entityState(slug: string): Promise<SourceState> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const entity = workspace.get('entity', slug);
  if (entity === undefined) return { state: 'missing', mend: '' };
  const { time, ...timeless } = entity;
  return readState(time === undefined || isPath(entity, time) ? timeless : entity);
}

function roleOf(declared: Source | Entity, column: string): string | null {
  const carried =
    declared.kind === 'source'
      ? [
          ...(declared.event === column ? ['Event name'] : []),
          ...declared.identifiers
            .filter((one) => one.column === column)
            .map((one) => `Identifier: ${one.type}`),
        ]
      : [
          ...(declared.person && 'type' in declared.person && declared.person.column === column
            ? [`Person: ${declared.person.type}`]
            : []),
        ];
  const roles = [
    ...([declared.key].flat().includes(column) ? ['Key'] : []),
    ...(declared.time === column ? ['Time'] : []),
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
  const relation = relationOf(declared);
  const catalogued = declared.table === undefined ? [] : await columnsOf(declared.table);
  if (declared.table !== undefined && catalogued.length === 0) {
    throw new NotComputed(`${declared.table} is not in the warehouse.`, {
      mend: mendOfMissingTable(dialect(), declared.table),
    });
  }
  const named = catalogued.length > 0 ? catalogued : await columnsOfStatement(`select * from ${relation}`);
  const personal = new PersonalColumns(workspace);
  const open = await revealed(reveal);
  const sample = await sampleRows(relation, named, ({ name }) => personal.of(declared, name), open);
  return {
    columns: named.map((column) => ({
      ...{ name: column.name, type: column.type, kind: column.kind },
      role: roleOf(declared, column.name),
      description: declared.columns[column.name]?.description ?? null,
      personal: personal.of(declared, column.name),
      masked: !open && personal.of(declared, column.name),
    })),
    rows: sample.rows,
    revealed: open,
  };
}
