/** A name as SQL writes it, whatever it holds. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export interface TableName {
  schema: string;
  name: string;
}

/** `schema.table`, or a table of the schema `public`. */
export function tableName(text: string): TableName {
  const dot = text.indexOf('.');
  return dot < 0
    ? { schema: 'public', name: text }
    : { schema: text.slice(0, dot), name: text.slice(dot + 1) };
}

export const qualified = ({ schema, name }: TableName): string => `${ident(schema)}.${ident(name)}`;
