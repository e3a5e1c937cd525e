/** SQL with its texts, quoted names and comments as blanks, so that only words of the language are left; same length. */
type Masked = { masked: string } | { problem: string };

/**
 * Words with which a statement writes or does something else than read, or that begin one after the tables of a WITH
 * or in a pipe. Two of them are functions too on some engine, by the bracket behind them.
 */
const writes =
  /(?<!\.\s*)\b(insert(?!\s*\()|truncate(?!\s*\()|update|delete|merge|create|drop|undrop|alter|grant|revoke|copy|attach|detach|export|unload|call|execute)\b/i;

/**
 * Blanks what is quoted or commented. What engines read in different ways is refused, since a text that ends sooner on
 * one of them would hide what comes after: backslashes before a quote, dollar quotes, three quotes, comments by `#` or
 * `//`, comments in comments, and line breaks that only some take for one.
 */
function mask(sql: string): Masked {
  const text = sql.replaceAll('\r\n', ' \n');
  let masked = '';
  let at = 0;
  const blank = (to: number) => {
    masked += text.slice(at, to).replace(/[^\n]/g, ' ');
    at = to;
  };
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text.replace(/[\n\t]/g, '')))
    return { problem: 'holds a control character; lines end with a plain line break' };
  while (at < text.length) {
    const rest = text.slice(at, at + 64);
    const quote = rest[0];
    if (rest.startsWith('--')) {
      const end = text.indexOf('\n', at);
      blank(end < 0 ? text.length : end);
    } else if (rest.startsWith('/*')) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) return { problem: 'a comment is not closed' };
      if (text.slice(at + 2, end).includes('/*'))
        return { problem: 'a comment within a comment ends elsewhere on each warehouse' };
      blank(end + 2);
    } else if (quote === "'" || quote === '"' || quote === '`') {
      const end = closing(text, at, quote);
      if (typeof end !== 'number') return end;
      blank(end);
    } else if (/^\$\w*\$/.test(rest)) {
      return { problem: 'texts between dollar signs are not of every warehouse; put them in quotes' };
    } else if (quote === '#' || rest.startsWith('//')) {
      return { problem: `comments begin with --, not ${quote === '#' ? '#' : '//'}` };
    } else {
      masked += text[at];
      at += 1;
    }
  }
  return { masked };
}

/** Where what is quoted at `start` ends. A quote within is written twice. */
function closing(text: string, start: number, quote: string): number | { problem: string } {
  if (text.startsWith(quote.repeat(3), start))
    return { problem: `three quotes ${quote.repeat(3)} mean another thing on each warehouse` };
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== quote) continue;
    const backslashes = /\\*$/.exec(text.slice(start + 1, at))?.[0].length ?? 0;
    if (backslashes % 2 === 1)
      return { problem: `a backslash before ${quote} means another thing on each warehouse; leave it out` };
    if (text[at + 1] !== quote) return at + 1;
    at += 1;
  }
  return { problem: `a quote ${quote} is not closed` };
}

/** What keeps a statement from being one that only reads, whichever warehouse takes it; undefined where nothing does. */
export function readOnlyProblem(sql: string): string | undefined {
  const read = mask(sql);
  if ('problem' in read) return read.problem;
  const { masked } = read;
  const statement = masked.trim().replace(/;$/, '');
  if (statement.trim() === '') return 'holds no statement';
  const word = writes.exec(statement)?.[1];
  if (word !== undefined)
    return `must only read, and "${word.toLowerCase()}" does more; a column of that name goes in quotes`;
  if (statement.includes(';')) return 'must be one statement; a semicolon may stand only at its end';
  if (!/^[(\s]*(select|with|from|values)\b/i.test(statement))
    return 'must begin with select, with, from or values';
  return undefined;
}

const placeholderPattern = /\{([a-z][a-z0-9_]*)\}/g;

/** The names in `{…}` that are not in a text, a quoted name or a comment; none of a statement that cannot be read. */
export function placeholdersOf(sql: string): string[] {
  const read = mask(sql);
  if ('problem' in read) return [];
  return [...new Set([...read.masked.matchAll(placeholderPattern)].map((match) => match[1] ?? ''))];
}

/** The statement with each placeholder replaced and without the semicolon at its end, so that it can be a subquery. */
export function fillPlaceholders(sql: string, replace: (name: string) => string): string {
  const read = mask(sql);
  if ('problem' in read) throw new TypeError(`not a statement that only reads: it ${read.problem}`);
  const parts: string[] = [];
  let from = 0;
  for (const match of read.masked.matchAll(/\{([a-z][a-z0-9_]*)\}|;/g)) {
    parts.push(sql.slice(from, match.index), match[1] === undefined ? '' : replace(match[1]));
    from = match.index + match[0].length;
  }
  return [...parts, sql.slice(from)].join('').trim();
}
