import type { SObjectField } from './describe.ts';

const escapes: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** Text as a literal of SOQL. */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\'\n\r\t\b\f]/g, (one) => escapes[one] ?? one)}'`;

const numbers = ['int', 'long', 'double'];

/** A key as a literal; undefined where no record can have it. */
function literal(key: string, type: string): string | undefined {
  if (!numbers.includes(type)) return quoted(key);
  return /^-?\d+(\.\d+)?$/.test(key) ? key : undefined;
}

/** Queries go in the address of a request, which may have some 16,000 bytes with all its headers. */
const longestQuery = 10_000;

/** Statements that find the records of these keys, as many as their length asks for. */
export function queriesOf(
  type: string,
  match: Pick<SObjectField, 'name' | 'type'>,
  keys: readonly string[],
  fields: readonly string[],
): string[] {
  const select = `SELECT ${fields.join(', ')} FROM ${type} WHERE ${match.name} IN `;
  const queries: string[] = [];
  let literals: string[] = [];
  let length = 0;
  const end = () => {
    if (literals.length > 0) queries.push(`${select}(${literals.join(',')})`);
    literals = [];
    length = encodeURIComponent(select).length;
  };
  end();
  for (const key of keys) {
    const text = literal(key, match.type);
    if (text === undefined) continue;
    const more = encodeURIComponent(text).length + 3;
    if (length + more > longestQuery) end();
    literals.push(text);
    length += more;
  }
  end();
  return queries;
}
