import type { Cause } from '../sync-runs/causes.ts';

/** Shorter values are words like "no", which would tear up the text. */
const leastLength = 3;

/**
 * A cause without what its rows hold: what vendors and mappings quote goes, but for the names of fields and for what
 * reads as a sentence, and so does any value of the sample rows, which share the cause's text.
 */
export function maskedCause({ cause, samples }: Pick<Cause, 'cause' | 'samples'>): string {
  const values = samples.flatMap(({ key, fields }) => [key ?? '', ...textsOf(parsed(fields))]);
  const longestFirst = [...new Set(values)]
    .filter((value) => value.length >= leastLength)
    .sort((a, b) => b.length - a.length);
  let text = cause;
  for (const value of longestFirst) text = text.replaceAll(value, '…');
  return text.replace(quoted, (found, inside: string, after: string | undefined) =>
    after !== undefined || isSentence(inside) ? found : '"…"',
  );
}

/** What engines say before a value that a statement stumbled over. */
const valueInError =
  /\b(strings?|values?|number|date|timestamp|time|input|text|literal|syntax for type [\w ]+)(:? )('[^']*'|"[^"]*"|(?<=: )\S+)/gi;
const address = /[^\s"'<>(),;:=]+@[^\s"'<>(),;:=]+/g;

/** The beginning of an error, without values that an engine read in the rows. */
export function maskedError(message: string): string {
  const masked = message.replace(valueInError, '$1$2…').replace(address, '…');
  const lines = masked.split('\n').filter((line) => line.trim() !== '');
  const text = lines.slice(0, 3).join('\n');
  return text.length > 1000 ? `${text.slice(0, 999).toWellFormed()}…` : text;
}

/** A quoted text, with a colon where it names a field of JSON. */
const quoted = /"([^"]*)"(\s*:)?/g;
const isSentence = (text: string): boolean =>
  /[a-z]+ (is|are|was|has|must|not|cannot|already) /.test(`${text} `);

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
