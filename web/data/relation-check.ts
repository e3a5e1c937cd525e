import { getTranslations } from 'next-intl/server';
import 'server-only';
import type { Column } from '../../connectors/warehouses/connection.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import { locate, type Problem } from '../../models/workspace/problem.ts';
import { columnsNamed } from '../../models/workspace/relations.ts';
import { resourceId } from '../../models/workspace/resource.ts';
import { getFormats } from '../i18n/get-formats.ts';
import { authorise } from './authorise.ts';
import { columnsOfRelation, relationOf } from './sources.ts';
import { numberOf } from './values.ts';
import { dialect, row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What a source or an entity says that its rows in the warehouse do not bear out; nothing where all is well. */
export async function relationProblems(resource: Source | Entity): Promise<Problem[]> {
  await authorise('data.edit');
  const { workspace } = await currentWorkspace();
  const words = await getTranslations('problems.refused');
  const id = resourceId(resource);
  const columns = await columnsOfRelation(resource);
  const at = (path: PropertyKey[], message: string, near?: string): Problem =>
    locate({ path, message, nearest: near }, undefined, id);
  if (columns.length === 0) return [at(['table'], words('noTable', { table: resource.table ?? '' }))];
  const names = columns.map(({ name }) => name);
  const missing = columnsNamed(workspace.with(resource), resource)
    .filter(({ column }) => !names.includes(column))
    .map(({ by, column }) =>
      at(
        pathOf(resource, column),
        by === `${resource.kind} ${resource.slug}`
          ? words('noColumn', { column })
          : words('noColumnFor', { column, by }),
        nearest(column, names),
      ),
    );
  if (missing.length > 0) return missing;
  return [...timeProblems(resource, columns, at, words), ...(await keyProblems(resource, at))];
}

type Words = Awaited<ReturnType<typeof getTranslations<'problems.refused'>>>;
type At = (path: PropertyKey[], message: string) => Problem;

function pathOf(resource: Source | Entity, column: string): PropertyKey[] {
  if ([resource.key].flat().includes(column)) return ['key'];
  if (resource.time === column) return ['time'];
  if (resource.kind === 'source') {
    if (resource.event === column) return ['event'];
    const place = resource.identifiers.findIndex((one) => one.column === column || one.region === column);
    return place < 0 ? [] : ['identifiers', place];
  }
  if (resource.person && 'type' in resource.person && resource.person.column === column) return ['person'];
  const join = Object.keys(resource.joins).find((name) =>
    JSON.stringify(resource.joins[name]?.on ?? '').includes(JSON.stringify(column)),
  );
  return join === undefined ? [] : ['joins', join];
}

function timeProblems(
  resource: Source | Entity,
  columns: readonly Column[],
  at: At,
  words: Words,
): Problem[] {
  const time = columns.find(({ name }) => name === resource.time);
  if (time === undefined || time.kind === 'timestamp' || time.kind === 'date') return [];
  return [at(['time'], words('noTime', { column: time.name, type: time.type.toLowerCase() }))];
}

/** The key tells every row apart and is never empty. */
async function keyProblems(resource: Source | Entity, at: At): Promise<Problem[]> {
  const [format, words] = await Promise.all([getFormats(), getTranslations('problems.refused')]);
  const { ident } = dialect();
  const key = [resource.key].flat().map(ident);
  const relation = relationOf(resource);
  const found = await row(
    `select count(*) as repeated, coalesce(sum(n), 0) as in_rows,
       (select count(*) from ${relation} where ${key.map((column) => `${column} is null`).join(' or ')}) as empty_keys
     from (select ${key.join(', ')}, count(*) as n from ${relation} group by ${key.join(', ')} having count(*) > 1) as repeats`,
  );
  const [repeated, inRows, empty] = [found.repeated, found.in_rows, found.empty_keys].map(numberOf);
  const named = [resource.key].flat().join(', ');
  if (empty) return [at(['key'], words('emptyKey', { key: named, count: empty }))];
  if (repeated) {
    const found = { key: named, count: repeated, rows: format.exact(inRows ?? 0) };
    return [at(['key'], words('repeatedKey', found))];
  }
  return [];
}
