/** What may hold a `$1` or a `;` that is none: texts of both forms, quoted names, comments. */
const tokens = [
  String.raw`'(?:\\[\s\S]|[^'\\])*'`,
  String.raw`\$\$[\s\S]*?\$\$`,
  '"[^"]*"',
  String.raw`(?:--|//)[^\n]*`,
  String.raw`/\*[\s\S]*?\*/`,
  String.raw`(?<![\w$])\$(\d+)`,
].join('|');
const token = new RegExp(tokens, 'g');
const tokenOrEnd = new RegExp(`${tokens}|;`, 'g');

/** The statement with each positional parameter (`$1` onwards) written as the driver takes it. */
export function rewriteParameters(sql: string, write: (position: number) => string): string {
  return sql.replace(token, (whole, position: string | undefined) =>
    position === undefined ? whole : write(Number(position)),
  );
}

/** The statement's bare words: a text or a quoted name is an empty one, a comment is a space. */
export function withoutQuoted(sql: string): string {
  return sql.replace(token, (whole, position: string | undefined) => {
    if (position !== undefined) return whole;
    return /^(?:--|\/\/|\/\*)/.test(whole) ? ' ' : "''";
  });
}

/** The statements between semicolons, without those that say nothing. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (const { 0: found, index } of sql.matchAll(tokenOrEnd)) {
    if (found !== ';') continue;
    statements.push(sql.slice(start, index));
    start = index + 1;
  }
  statements.push(sql.slice(start));
  return statements.filter((statement) => withoutQuoted(statement).trim() !== '');
}
