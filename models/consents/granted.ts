import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { nameOf } from '../words/names.ts';
import type { Workspace } from '../workspace/resource.ts';
import { consentColumn } from './columns.ts';

/** What a person agreed to. */
export interface Granted {
  consent: string;
  name: string;
  /** Null for a consent that no refresh has computed yet. */
  granted: boolean | null;
  /** Time of the row that says so; null where the declaration's default does. */
  at: string | null;
}

/** Each declared consent of a person, by the last refresh. */
export async function consentsOf(
  warehouse: Pick<Warehouse, 'columns' | 'dialect' | 'query'>,
  workspace: Workspace,
  { weftId, query = {} }: { weftId: string; query?: QueryOptions },
): Promise<Granted[]> {
  const { dialect } = warehouse;
  const declared = workspace.all('consent');
  if (declared.length === 0) return [];
  const table = `${weftSchema}.consents`;
  const built = new Set((await warehouse.columns(table)).map(({ name }) => name));
  const known = declared.filter(({ slug }) => built.has(consentColumn(slug)));
  const [row] =
    known.length === 0
      ? []
      : await warehouse.query(
          `select ${known.map(({ slug }) => columnsOf(dialect, slug)).join(', ')} from ${dialect.table(table)} where weft_id = ${dialect.literal(weftId)}`,
          query,
        );
  return declared.map((consent) => {
    const column = consentColumn(consent.slug);
    const granted = row?.[column] ?? null;
    const at = row?.[`${column}_at`] ?? null;
    return {
      ...{ consent: consent.slug, name: nameOf(consent) },
      granted: granted === null ? null : granted === true,
      at: at === null ? null : String(at),
    };
  });
}

const columnsOf = (dialect: Dialect, slug: string): string =>
  `${dialect.ident(consentColumn(slug))}, ${dialect.ident(`${consentColumn(slug)}_at`)}`;
