import 'server-only';
import { columnsOf as columnsIn, kindsOf, relationOf } from '../../models/dbt/context.ts';
import { entityModel } from '../../models/entities/context.ts';
import { recordKey } from '../../models/identity/record-key.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { plainText, textOrNull } from './values.ts';
import { dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What names a record of a person: the address of its page says the same. */
export interface RecordAsked {
  kind: 'entity' | 'source';
  slug: string;
  /** The key of a row, part by part; of a source also the key of an identity record. */
  key: string[];
}

export interface RecordRow {
  name: string;
  title: string;
  value: string | null;
  masked: boolean;
}

export interface PersonRecord {
  name: string;
  /** The table, or null for a statement of the data team's own. */
  table: string | null;
  kind: 'entity' | 'source';
  slug: string;
  rows: RecordRow[][];
}

/** One record of events is all of its rows: the latest are shown. */
const shownRows = 10;

/** A source record or an entity's row, where it is this person's; null where it is not, or not there. */
export async function personRecord(weftId: string, asked: RecordAsked): Promise<PersonRecord | null> {
  const { permissions } = await authorise('read');
  const { workspace } = await currentWorkspace();
  const resource = workspace.get(asked.kind, asked.slug);
  if (resource === undefined) return null;
  const personal = new PersonalColumns(workspace);
  const hidden = (column: string): boolean =>
    !permissions.has('personal.read') && personal.of(resource, column);
  const found = await (resource.kind === 'source'
    ? sourceRows(weftId, resource, asked.key)
    : entityRows(weftId, resource.slug, [resource.key].flat(), asked.key));
  if (found.length === 0) return null;
  const models = await currentModels();
  const columns = columnsIn(models, resource).map(({ name }) => name);
  return {
    ...{ name: nameOf(resource), table: resource.table ?? null, kind: resource.kind, slug: resource.slug },
    rows: found.map((row) =>
      columns
        .filter((name) => name in row)
        .map((name) => {
          const masked = hidden(name);
          const value = masked ? null : textOrNull(row[name]);
          return { name, title: humanise(name), value, masked: masked && row[name] !== null };
        }),
    ),
  };
}

async function entityRows(weftId: string, slug: string, names: string[], key: readonly string[]) {
  const sql = dialect();
  const equal = names.map(
    (name, index) => `${sql.cast(sql.ident(name), 'text')} = ${sql.literal(plainText(key[index] ?? ''))}`,
  );
  return rows(
    `select * from ${sql.table(`weft.${entityModel(slug)}`)} where weft_id = $1 and ${equal.join(' and ')} limit ${shownRows}`,
    { values: [weftId] },
  );
}

async function sourceRows(weftId: string, source: Source, [key = '']: readonly string[]) {
  const models = await currentModels();
  const sql = dialect();
  const kindOf = kindsOf(models, source);
  const record = recordKey(sql, source, kindOf);
  const [first = ''] = [source.key].flat();
  const typed = sql.literal(plainText(key));
  const order = source.time === undefined ? '' : `order by ${sql.ident(source.time)} desc nulls last`;
  return rows(
    `select * from ${relationOf(models, source)}
     where (${record} = ${typed} or ${sql.text(sql.ident(first), kindOf(first))} = ${typed})
       and ${record} in (select record_key from weft.identity_members where source = $1 and weft_id = $2)
     ${order} limit ${shownRows}`,
    { values: [source.slug, weftId] },
  );
}
