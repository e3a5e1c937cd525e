import type { ValueKind } from '../../data/segment-catalogue.ts';
import { type Draft, edited } from './tree.ts';

/** What a condition can be about, by the key of the grammar. */
export type Family = 'profile' | 'trait' | 'event' | 'rows' | 'segment' | 'consent' | 'near';

/** The subject of a condition: a column, an event, an entity, a segment, a consent or a place. */
export interface Subject {
  family: Family;
  /** A column, a name or a slug; of a place nothing. */
  name: string;
}

/** What an event's row asks of it. */
export const eventVerbs = ['did', 'did_not', 'first', 'last', 'sequence'] as const;
export type EventVerb = (typeof eventVerbs)[number];
export const rowVerbs = ['has', 'has_not'] as const;
export type RowVerb = (typeof rowVerbs)[number];

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const steps = (value: unknown): Draft[] => (Array.isArray(value) ? value.filter(isDraft) : []);

export function subjectOf(node: Draft): Subject | null {
  if ('profile' in node) return { family: 'profile', name: text(node.profile) };
  if ('trait' in node) return { family: 'trait', name: text(node.trait) };
  if ('segment' in node) return { family: 'segment', name: text(node.segment) };
  if ('consent' in node) return { family: 'consent', name: text(node.consent) };
  if ('near' in node) return { family: 'near', name: '' };
  if ('sequence' in node) return { family: 'event', name: text(steps(node.sequence)[0]?.did) };
  for (const verb of eventVerbs) if (verb in node) return { family: 'event', name: text(node[verb]) };
  for (const verb of rowVerbs) if (verb in node) return { family: 'rows', name: text(node[verb]) };
  return null;
}

export const eventVerbOf = (node: Draft): EventVerb => eventVerbs.find((verb) => verb in node) ?? 'did';
export const rowVerbOf = (node: Draft): RowVerb => ('has_not' in node ? 'has_not' : 'has');

/** The comparisons of a value, each by its word in the grammar. */
export const operators = [
  'eq',
  'neq',
  'in',
  'not_in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains',
  'starts_with',
  'is_set',
  'within',
  'before',
] as const;
export type Operator = (typeof operators)[number];

/** What a person chooses: `is_set` is two of them. */
export type Choice = Exclude<Operator, 'is_set'> | 'known' | 'unknown';

const choices: Record<ValueKind, readonly Choice[]> = {
  text: ['in', 'not_in', 'eq', 'neq', 'contains', 'starts_with', 'known', 'unknown'],
  number: ['gte', 'lte', 'gt', 'lt', 'between', 'eq', 'neq', 'in', 'not_in', 'known', 'unknown'],
  boolean: ['eq', 'neq', 'known', 'unknown'],
  time: ['within', 'before', 'gte', 'lt', 'between', 'eq', 'known', 'unknown'],
};
/** Of when something was done first or last. */
export const momentChoices: readonly Choice[] = ['within', 'before', 'gte', 'lt', 'between'];

/** The choices for a kind of value, and one that is there and would not be offered. */
export function choicesOf(kind: ValueKind, present: Choice): readonly Choice[] {
  return choices[kind].includes(present) ? choices[kind] : [present, ...choices[kind]];
}

export const defaultChoice = (kind: ValueKind): Choice =>
  kind === 'text' ? 'in' : kind === 'number' ? 'gte' : kind === 'time' ? 'within' : 'eq';

export interface Compared {
  operator: Operator;
  value: unknown;
}

/** The comparisons of a condition, in the order in which they are written. */
export const comparisonsOf = (node: Draft): Compared[] =>
  Object.entries(node).flatMap(([key, value]) => {
    const operator = operators.find((one) => one === key);
    // The neighbour of an event has the name of a comparison.
    return operator === undefined || isDraft(value) ? [] : [{ operator, value }];
  });

export const choiceOf = ({ operator, value }: Compared): Choice =>
  operator === 'is_set' ? (value === false ? 'unknown' : 'known') : operator;

/** The condition with one comparison in the place of another, which stays where it was among the others. */
export function compared(node: Draft, before: Operator | null, after: Compared): Draft {
  const entries = Object.entries(node).filter(([key]) => key === before || key !== after.operator);
  const written: [string, unknown][] = entries.map(([key, value]) =>
    key === before ? [after.operator, after.value] : [key, value],
  );
  if (before === null || !(before in node)) written.push([after.operator, after.value]);
  return edited(node, Object.fromEntries(written));
}

const isList = (operator: Operator): boolean => operator === 'in' || operator === 'not_in';
const isWindow = (operator: Operator): boolean => operator === 'within' || operator === 'before';

/** A value as another comparison takes it; null where it cannot be that, so that the row is unfinished. */
export function valueFor(choice: Choice, { operator, value }: Compared, kind: ValueKind): unknown {
  if (choice === 'known') return true;
  if (choice === 'unknown') return false;
  if (choice === operator) return value;
  const single: unknown = Array.isArray(value) ? value[0] : value;
  const plain = operator === 'is_set' || isWindow(operator) !== isWindow(choice) ? null : (single ?? null);
  if (isWindow(choice)) return plain ?? '30 days';
  if (isList(choice)) return isList(operator) ? value : plain === null ? [] : [plain];
  if (choice === 'between') return plain === null ? null : [plain, null];
  if (choice === 'contains' || choice === 'starts_with') return typeof plain === 'string' ? plain : null;
  return plain ?? (kind === 'boolean' ? true : null);
}

/** The condition under another choice. */
export function chosen(node: Draft, present: Compared | null, choice: Choice, kind: ValueKind): Draft {
  const operator: Operator = choice === 'known' || choice === 'unknown' ? 'is_set' : choice;
  const value = valueFor(choice, present ?? { operator: 'is_set', value: null }, kind);
  return compared(node, present?.operator ?? null, { operator, value });
}

const startOf = (family: Family, name: string, kind: ValueKind): Draft => {
  const comparison = () => {
    const choice = defaultChoice(kind);
    return { [choice]: valueFor(choice, { operator: 'is_set', value: null }, kind) };
  };
  switch (family) {
    case 'profile':
      return { profile: name, ...comparison() };
    case 'trait':
      return { trait: name, ...comparison() };
    case 'event':
      return { did: name };
    case 'rows':
      return { has: name };
    case 'segment':
      return { segment: name };
    case 'consent':
      return { consent: name };
    case 'near':
      return { near: { latitude: null, longitude: null }, km: 10 };
  }
};

/** What a row was before it was about something else, so that the way back loses nothing. */
export class Memory {
  readonly #kept = new Map<string, Draft>();

  keep(id: string, node: Draft): void {
    const subject = subjectOf(node);
    if (subject) this.#kept.set(this.#key(id, subject), node);
  }

  recall(id: string, subject: Subject): Draft | undefined {
    return this.#kept.get(this.#key(id, subject));
  }

  #key = (id: string, { family, name }: Subject): string => `${id} ${family} ${name}`;
}

/** A row about another subject: as it was when it last was about it, or with what fits of the present one. */
export function about(node: Draft, id: string, subject: Subject, kind: ValueKind, memory: Memory): Draft {
  memory.keep(id, node);
  const before = memory.recall(id, subject);
  if (before !== undefined) return edited(node, { ...before });
  const present = subjectOf(node);
  const same = present?.family === subject.family;
  if (same && subject.family === 'event') return edited(node, renamedEvent(node, subject.name));
  if (same && subject.family === 'rows') return edited(node, { ...node, [rowVerbOf(node)]: subject.name });
  return edited(node, startOf(subject.family, subject.name, kind));
}

function renamedEvent(node: Draft, name: string): Draft {
  const verb = eventVerbOf(node);
  if (verb !== 'sequence') return { ...node, [verb]: name };
  const [first, ...others] = steps(node.sequence);
  return { ...node, sequence: [{ ...first, did: name }, ...others] };
}

/** An event's row under another verb: what both know stays. */
export function withVerb(node: Draft, verb: EventVerb | RowVerb): Draft {
  const name = subjectOf(node)?.name ?? '';
  const { within, where } = node;
  const window = typeof within === 'string' ? { within } : {};
  const rows = where === undefined ? {} : { where };
  const neighbours = isDraft(node.after) || isDraft(node.before) ? pick(node, ['after', 'before']) : {};
  const present = eventVerbs.find((one) => one in node) ?? rowVerbs.find((one) => one in node);
  if (present === verb) return node;
  switch (verb) {
    case 'did':
    case 'did_not':
      return edited(node, { [verb]: name, ...window, ...rows, ...neighbours });
    case 'has':
    case 'has_not':
      return edited(node, { [verb]: name, ...window, ...rows });
    case 'first':
    case 'last':
      return edited(node, {
        [verb]: name,
        ...(within === undefined ? { within: '30 days' } : window),
        ...rows,
      });
    case 'sequence':
      return edited(node, { sequence: [{ did: name, ...rows }, { did: '' }], ...window });
  }
}

export const pick = (node: Draft, keys: readonly string[]): Draft =>
  Object.fromEntries(Object.entries(node).filter(([key]) => keys.includes(key)));

/** A condition with a field set, or taken away where it is undefined. */
export function withField(node: Draft, key: string, value: unknown): Draft {
  if (value !== undefined) return edited(node, { ...node, [key]: value });
  const { [key]: _gone, ...rest } = node;
  return edited(node, rest);
}

const comparisonKeys: readonly string[] = operators;
const timesKeys = ['at_least', 'at_most'];
const rowKeys = ['within', 'where'];
const known: Record<string, readonly string[]> = {
  profile: comparisonKeys,
  trait: comparisonKeys,
  did: [...timesKeys, ...rowKeys, 'after', 'before'],
  did_not: [...rowKeys, 'after', 'before'],
  first: ['where', 'within', 'before', 'gte', 'lt', 'between'],
  last: ['where', 'within', 'before', 'gte', 'lt', 'between'],
  sequence: ['within'],
  has: [...timesKeys, ...rowKeys],
  has_not: rowKeys,
  segment: [],
  consent: [],
  near: ['km', 'latitude', 'longitude'],
};

/** Whether the builder knows every field of a condition; one that it does not is shown as it is written. */
export function isEditable(node: Draft): boolean {
  const key = Object.keys(known).find((name) => name in node);
  if (key === undefined) return Object.keys(node).length === 0;
  const fields = known[key] ?? [];
  const own = Object.keys(node).every((name) => name === key || fields.includes(name));
  const inner = [...steps(node.sequence), node.after, node.before].filter(isDraft);
  return (
    own &&
    (node.where === undefined || isDraft(node.where)) &&
    inner.every((one) => Object.keys(one).every((name) => ['did', ...rowKeys].includes(name)))
  );
}

/** What was pasted or typed, as values: one a line, or apart by commas, semicolons or tabs. */
export function splitValues(typed: string): string[] {
  const lines = typed.split(/[\r\n\t;]+/);
  const parts = lines.length > 1 ? lines : typed.split(',');
  return parts.map((part) => part.trim().replace(/^"(.*)"$/, '$1')).filter((part) => part !== '');
}

/** Values added to a list, each once. */
export function joinValues(
  present: readonly unknown[],
  added: readonly unknown[],
): { values: unknown[]; added: number; duplicates: number } {
  const values = [...new Set([...present, ...added])];
  const gained = values.length - new Set(present).size;
  return { values, added: gained, duplicates: added.length - gained };
}

/** A typed text as a value of the kind; null for what is none. */
export function typedValue(typed: string, kind: ValueKind): string | number | boolean | null {
  const trimmed = typed.trim();
  if (trimmed === '') return null;
  if (kind === 'boolean') return trimmed === 'true';
  if (kind !== 'number') return typed.trim();
  const number = Number(trimmed.replaceAll(/[\s_]/g, ''));
  return Number.isFinite(number) ? number : null;
}

const durationPattern = /^(\d+) (minute|hour|day|week|month|year)s?$/;
export const units = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type Unit = (typeof units)[number];

export function durationOf(value: unknown): { amount: number; unit: Unit } {
  const [, amount, unit] = durationPattern.exec(text(value)) ?? [];
  return { amount: Number(amount ?? 30), unit: units.find((one) => one === unit) ?? 'day' };
}

export const writtenDuration = (amount: number, unit: Unit): string =>
  `${amount} ${unit}${amount === 1 ? '' : 's'}`;
