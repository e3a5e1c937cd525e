/** A divisor of an SQL expression: where it stands, and its text. */
interface Divisor {
  start: number;
  end: number;
  text: string;
}

/** The end of what is quoted from `at`, doubled quotes being part of it. */
function quotedEnd(sql: string, at: number): number {
  const quote = sql[at];
  let end = at + 1;
  while (end < sql.length) {
    if (sql[end] === quote && sql[end + 1] !== quote) return end + 1;
    end += sql[end] === quote ? 2 : 1;
  }
  return sql.length;
}

/** The end of a quoted text or a comment that begins at `at`; `at` itself where none does. */
function opaqueEnd(sql: string, at: number): number {
  const two = sql.slice(at, at + 2);
  if (sql[at] === "'" || sql[at] === '"' || sql[at] === '`') return quotedEnd(sql, at);
  if (two === '--') return sql.indexOf('\n', at) < 0 ? sql.length : sql.indexOf('\n', at) + 1;
  if (two === '/*') return sql.indexOf('*/', at) < 0 ? sql.length : sql.indexOf('*/', at) + 2;
  return at;
}

const wordAt = (sql: string, at: number): string => /^[A-Za-z_][\w.]*/.exec(sql.slice(at))?.[0] ?? '';

/** The end of what opens at `at`, others of the kind within it included: `depthOf` says what opens and closes. */
function closedEnd(sql: string, at: number, depthOf: (token: string) => number): number {
  let depth = 0;
  let place = at;
  while (place < sql.length) {
    const opaque = opaqueEnd(sql, place);
    if (opaque > place) {
      place = opaque;
      continue;
    }
    const token = wordAt(sql, place) || (sql[place] ?? '');
    depth += depthOf(token);
    place += token.length;
    if (depth === 0) return place;
  }
  return sql.length;
}

const bracketDepth = (token: string): number => ('([{'.includes(token) ? 1 : ')]}'.includes(token) ? -1 : 0);
const caseDepth = (token: string): number => (/^case$/i.test(token) ? 1 : /^end$/i.test(token) ? -1 : 0);

const spacesAt = (sql: string, at: number): number => /^\s*/.exec(sql.slice(at))?.[0].length ?? 0;

/** The end of the operand that begins at `at`, with its casts and subscripts; `at` where there is none. */
function operandEnd(sql: string, at: number): number {
  const sign = /^[+-]\s*/.exec(sql.slice(at))?.[0].length ?? 0;
  let end = at + sign;
  const word = wordAt(sql, end);
  const number = /^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(sql.slice(end))?.[0];
  if (number !== undefined) end += number.length;
  else if (/^case$/i.test(word)) end = closedEnd(sql, end, caseDepth);
  else if (word !== '') {
    const after = end + word.length + spacesAt(sql, end + word.length);
    end = sql[after] === '(' ? closedEnd(sql, after, bracketDepth) : end + word.length;
  } else if ('({'.includes(sql[end] ?? ' ')) end = closedEnd(sql, end, bracketDepth);
  else if (opaqueEnd(sql, end) > end) end = opaqueEnd(sql, end);
  else return at;
  for (;;) {
    const cast = /^\s*::\s*[A-Za-z_]\w*/.exec(sql.slice(end))?.[0].length ?? 0;
    if (cast > 0) end += cast;
    else if (sql[end] === '[' || (sql[end] === '(' && /::\s*[A-Za-z_]\w*$/.test(sql.slice(at, end))))
      end = closedEnd(sql, end, bracketDepth);
    else return end;
  }
}

/** What an SQL expression divides by, in order; divisors within a divisor are not among them. */
function divisorsOf(sql: string): Divisor[] {
  const found: Divisor[] = [];
  let place = 0;
  while (place < sql.length) {
    const after = opaqueEnd(sql, place);
    if (after > place) {
      place = after;
      continue;
    }
    const operator = sql.startsWith('//', place) ? 2 : '/%'.includes(sql[place] ?? ' ') ? 1 : 0;
    if (operator === 0) {
      place += 1;
      continue;
    }
    const start = place + operator + spacesAt(sql, place + operator);
    const end = operandEnd(sql, start);
    if (end > start) found.push({ start, end, text: sql.slice(start, end) });
    place = Math.max(end, place + operator);
  }
  return found;
}

/** The first number of an expression by which it divides and that is 0. */
export function dividesByZero(sql: string): string | undefined {
  for (const { text } of divisorsOf(sql)) {
    if (/^[\d.e+-]+$/i.test(text) && Number(text) === 0) return text;
    // A divisor's own divisors stand within it, behind its first character.
    const within = text.length > 2 ? dividesByZero(text.slice(1)) : undefined;
    if (within !== undefined) return within;
  }
  return undefined;
}

/**
 * An SQL expression that gives null where it would divide by zero, which some engines refuse and others make infinite.
 * A divisor that is a `nullif` or a number already stays as it is.
 */
export function withoutZeroDivision(sql: string): string {
  let text = '';
  let place = 0;
  for (const divisor of divisorsOf(sql)) {
    const inner = divisor.text.startsWith('{') ? divisor.text : withoutZeroDivision(divisor.text);
    const safe = /^(nullif\s*\(|[+-]?[\d.])/i.test(divisor.text) ? inner : `nullif(${inner}, 0)`;
    text += sql.slice(place, divisor.start) + safe;
    place = divisor.end;
  }
  return text + sql.slice(place);
}
