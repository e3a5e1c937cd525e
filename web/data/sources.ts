import 'server-only';
import { cache } from 'react';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { mendOfMissingTable } from '../../connectors/warehouses/missing-table.ts';
import { nameOf } from '../../models/words/names.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import type { Problem } from '../ui/problem.ts';
import { authorise } from './authorise.ts';
import { NotComputed } from './not-computed.ts';
import { attempt } from './problem.ts';
import { numberOf, textOrNull } from './values.ts';
import { columnsOf, columnsOfStatement, dialect, row, rows } from './warehouse.ts';
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
function relationOf(source: Source): string {
  if (source.table !== undefined) return dialect().table(source.table);
  return `(${(source.sql ?? '').trim().replace(/;$/, '')}\n) as source_rows`;
}

async function readState(source: Source): Promise<SourceState> {
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

function roleOf(source: Source, column: string): string | null {
  const roles = [
    ...([source.key].flat().includes(column) ? ['Key'] : []),
    ...(source.time === column ? ['Time'] : []),
    ...(source.event === column ? ['Event name'] : []),
    ...source.identifiers.filter((one) => one.column === column).map((one) => `Identifier: ${one.type}`),
  ];
  return roles.length > 0 ? roles.join(', ') : null;
}

/** Declared personal, or an address by the identity rules: an e-mail is personal whether or not one said so. */
export function isMasked(workspace: Workspace, source: Source, column: string): boolean {
  if (source.columns[column]?.personal !== undefined) return source.columns[column].personal;
  const types = workspace.identity?.types ?? [];
  return source.identifiers.some(
    (one) =>
      one.column === column &&
      types.some((type) => type.type === one.type && ['email', 'phone'].includes(type.normalize)),
  );
}

export interface SourceSample {
  columns: SourceColumn[];
  rows: Record<string, string | null>[];
}

const sampleSize = 20;

/** A source's columns and twenty of its rows; of a personal column only whether there is a value is read. */
export async function sourceSample(slug: string): Promise<SourceSample> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const source = workspace.get('source', slug);
  if (!source) return { columns: [], rows: [] };
  const relation = relationOf(source);
  const catalogued = source.table === undefined ? [] : await columnsOf(source.table);
  if (source.table !== undefined && catalogued.length === 0) {
    throw new NotComputed(`${source.table} is not in the warehouse.`, {
      mend: mendOfMissingTable(dialect(), source.table),
    });
  }
  const named = catalogued.length > 0 ? catalogued : await columnsOfStatement(`select * from ${relation}`);
  const columns: SourceColumn[] = named.map((column) => ({
    name: column.name,
    type: column.type,
    kind: column.kind,
    role: roleOf(source, column.name),
    description: source.columns[column.name]?.description ?? null,
    masked: isMasked(workspace, source, column.name),
  }));
  const { ident } = dialect();
  const selected = columns.map(({ name, masked }) =>
    masked ? `case when ${ident(name)} is not null then '•••' end as ${ident(name)}` : ident(name),
  );
  const found = await rows(`select ${selected.join(', ')} from ${relation} limit ${sampleSize}`);
  return {
    columns,
    rows: found.map((one) =>
      Object.fromEntries(Object.entries(one).map(([name, value]) => [name, textOrNull(value)])),
    ),
  };
}
