/** A cell of a table on a page. */
export interface ShownCell {
  text: string;
  /** The moment that a written time stands for, ISO 8601. */
  time?: string;
  /** What stands in full behind a shortened text. */
  title?: string;
  /** A dash in the place of no value. */
  missing?: boolean;
  /** Whether its column is one of numbers. */
  numeric?: boolean;
}

/** What a cell is in a file: moments and numbers as programs read them, whatever the language of the page. */
export function cellValue({ text, time, title, missing, numeric }: ShownCell, locale: string): string {
  if (missing === true) return '';
  if (time !== undefined) return time;
  const written = text.replace(/\s+/g, ' ').trim();
  if (numeric !== true) return written;
  return plainNumber(title ?? '', locale) ?? plainNumber(written, locale) ?? written;
}

function plainNumber(text: string, locale: string): string | null {
  const parts = new Intl.NumberFormat(locale).formatToParts(12_345.6);
  const sign = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const plain = text.replaceAll(sign('group'), '').replace(sign('decimal'), '.').replace('\u2212', '-');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : null;
}
