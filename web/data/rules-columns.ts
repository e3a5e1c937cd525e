import 'server-only';
import type { Column } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { authorise } from './authorise.ts';
import { recentColumns } from './catalogue.ts';
import { columnsOfRelation } from './sources.ts';
import { numberOf, textOf } from './values.ts';
import { dialect, isBuilt, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A column of a source, as golden columns and comparisons name it. */
export interface SourceColumn {
  /** `source.column`. */
  path: string;
  /** Null where the warehouse was not asked, or did not answer. */
  kind: ColumnKind | null;
  /** Whether records of the source can be compared by likeness: those of events, or without an identifier, cannot. */
  comparable: boolean;
  /** It carries an identifier. */
  identifies: boolean;
}

/** Declared columns and those that the warehouse has; the declared alone where it does not answer. */
async function columnsOf(source: Source): Promise<SourceColumn[]> {
  const asked = source.table === undefined ? columnsOfRelation(source) : recentColumns(source.table);
  const found = await asked.catch((): Column[] => []);
  const kinds = new Map(found.map(({ name, kind }) => [name, kind]));
  const identifying = source.identifiers.map(({ column }) => column);
  const comparable = source.shape === 'rows' && identifying.length > 0;
  return [...new Set([...identifying, ...Object.keys(source.columns), ...kinds.keys()])].map((name) => ({
    ...{ path: `${source.slug}.${name}`, kind: kinds.get(name) ?? null, comparable },
    identifies: identifying.includes(name),
  }));
}

/** Columns of the sources, those that are declared first. */
export async function sourceColumns(): Promise<SourceColumn[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  return (await Promise.all(workspace.all('source').map(columnsOf))).flat();
}

/** What the latest refresh estimated of a level, in the words of `levelsOf`. */
export interface LevelEstimate {
  condition: string;
  m: number;
  u: number;
}

export interface Likeness {
  /** Whether the warehouse's engine has Jaro and Winkler's similarity. */
  jaroWinkler: boolean;
  /** By compared column, the strongest level first; empty before fuzzy matching first ran. */
  estimates: Record<string, LevelEstimate[]>;
  prior: number | null;
}

const parameters = 'weft.identity_match_parameters';

/** What the editor of fuzzy matching is to know of the warehouse. */
export async function likeness(): Promise<Likeness> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const jaroWinkler = dialect().jaroWinkler !== undefined;
  if (workspace.identity?.fuzzy === undefined || !(await isBuilt(parameters)))
    return { jaroWinkler, estimates: {}, prior: null };
  const found = await rows(
    `select comparison, ${dialect().ident('level')} as rank, ${dialect().ident('condition')} as asks, m, u
     from ${parameters} order by comparison, rank desc`,
  );
  const { '~prior': random, ...levels } = Object.groupBy(found, (one) => textOf(one.comparison));
  const estimates = Object.entries(levels).map(([comparison, of]) => [
    comparison,
    (of ?? []).map((one) => ({ condition: textOf(one.asks), m: numberOf(one.m), u: numberOf(one.u) })),
  ]);
  return {
    jaroWinkler,
    estimates: Object.fromEntries(estimates),
    prior: random?.[0] ? numberOf(random[0].m) : null,
  };
}
