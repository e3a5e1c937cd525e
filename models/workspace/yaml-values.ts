import { type Document, isAlias, isCollection, isMap, isPair, isScalar, type Scalar, visit } from 'yaml';

export interface Complaint {
  /** Where in the file's text. */
  offset: number;
  message: string;
}

/** What YAML allows and a workspace cannot keep: odd names, numbers that would be rounded, text no database takes. */
export function complaintsAbout(document: Document.Parsed): Complaint[] {
  const complaints: Complaint[] = [];
  const report = (node: unknown, message: string | undefined): boolean => {
    if (message !== undefined) complaints.push({ offset: offsetOf(node) ?? document.range[0], message });
    return message !== undefined;
  };
  visit(document, {
    Pair: (_, pair) => (report(pair.key, keyComplaint(pair.key)) ? visit.SKIP : undefined),
    Scalar: (_, node) => {
      report(node, scalarComplaint(node));
    },
    Alias: (_, node, path) => {
      const target = node.resolve(document);
      if (path.some((parent) => parent === target))
        report(node, 'an alias may not stand inside what it refers to');
    },
  });
  return complaints;
}

/** Whether a value holds groups within groups beyond what a person can read; recursive checks rely on it. */
export function tooDeep(value: unknown, left = 40): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((child) => tooDeep(child, left - 1));
}

function keyComplaint(key: unknown): string | undefined {
  if (isMap(key)) return `a template must stand in quotes, as in '{{ traits.lifetime_value }}'`;
  if (isCollection(key) || isAlias(key) || isPair(key)) return 'the name of a field must be text';
  const name: unknown = isScalar(key) ? key.value : key;
  if (name === null) return 'the name of a field is missing';
  return name === '__proto__' ? 'a field cannot have this name' : undefined;
}

function scalarComplaint({ value, source }: Scalar): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number must be finite';
  if (typeof value === 'number' && isRounded(value, source ?? '')) {
    return 'this number has too many digits to be kept exactly; put it in quotes';
  }
  if (typeof value !== 'string') {
    return value === null || ['number', 'boolean'].includes(typeof value)
      ? undefined
      : 'only text, numbers, true and false are values';
  }
  if (!value.isWellFormed() || value.includes('\0'))
    return 'this text holds a character that no database keeps';
  return undefined;
}

export function offsetOf(node: unknown): number | undefined {
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  return range?.[0];
}

/** Whether a number that was written out in digits became another one. */
const isRounded = (value: number, written: string): boolean =>
  /^[-+]?\d+$/.test(written) &&
  String(value) !== written &&
  BigInt(written.replace('+', '')) !== BigInt(value);
