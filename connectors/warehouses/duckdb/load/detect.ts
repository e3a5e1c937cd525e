import type { QueryOptions, Row } from '../../connection.ts';
import type { Session } from '../connection.ts';
import { kindOfName } from '../values.ts';
import { isCode, mayBeDate } from './column-names.ts';
import type { FileColumn, FileReader, Native } from './reader.ts';
import {
  booleanShape,
  commaDecimal,
  decimalShape,
  doubleShape,
  fits,
  integerShape,
  jsonShape,
  type Shape,
  someDecimal,
  temporalShapes,
  textShape,
} from './shapes.ts';

/**
 * Rows from a file's start by which its columns are judged before the load, which then checks every row: some
 * for all that a column may be, more for what is left of that.
 */
const sampleRows = [2_000, 100_000] as const;

/** Aggregates of one statement: the engine's time to plan one grows faster than their number. */
const mostAggregates = 400;

/** What a column of a file is. */
export interface Judgement {
  /** Undefined where the rows looked at have no value. */
  shape: Shape | undefined;
  /** What it may be by those rows, in order of preference; none for one that is text. */
  candidates: Readonly<Record<string, Shape>>;
}

const numbers = { integer: integerShape, decimal: someDecimal, double: doubleShape };

function firstJudgement({ native, name }: FileColumn): Judgement {
  if (typeof native === 'object') {
    return { shape: { ...textShape, kind: kindOfName(native.type), type: native.type }, candidates: {} };
  }
  const candidates = isCode(name) ? {} : candidatesOf(native, name);
  return { shape: Object.keys(candidates).length === 0 ? textShape : undefined, candidates };
}

function candidatesOf(native: Exclude<Native, object>, name: string) {
  const { compactDate, ...temporal } = temporalShapes;
  const compact: Record<string, Shape> = mayBeDate(name) ? { compactDate } : {};
  switch (native) {
    case 'cell':
      return { boolean: booleanShape, ...compact, ...numbers, ...temporal };
    case 'comma cell':
      return { boolean: booleanShape, ...compact, ...numbers, commaDecimal, ...temporal };
    case 'string':
      return { ...compact, ...temporal };
    case 'number':
      return { ...numbers, double: { ...doubleShape, form: atMost15Digits } };
    case 'boolean':
      return { boolean: booleanShape };
    case 'nested':
      return { json: jsonShape };
  }
}

/** Of a JSON number, whose notation is the engine's own. */
const atMost15Digits = (cell: string): string => `length(split_part(ltrim(${cell}, '-'), '.', 1)) <= 15`;

interface DetectOptions extends QueryOptions {
  careful: boolean;
  /** What a sample showed; now all rows are read. */
  sampled?: readonly Judgement[];
}

/** Judges each column by the first rows, or by all; `byAll` says whether those were all. */
export async function detect(
  reader: FileReader,
  session: Session,
  { careful, sampled, ...options }: DetectOptions,
): Promise<{ judged: readonly Judgement[]; byAll: boolean }> {
  const rows = reader.rows(careful);
  if (sampled) return { judged: (await judge(rows, sampled, session, options)).judged, byAll: true };
  let judged: readonly Judgement[] = reader.columns.map(firstJudgement);
  for (const limit of sampleRows) {
    const result = await judge(`(from ${rows} limit ${limit})`, judged, session, options);
    judged = result.judged;
    if (result.total < limit) return { judged, byAll: true };
  }
  return { judged, byAll: false };
}

/** Tests what is left of each column's candidates on some rows. */
async function judge(
  rows: string,
  before: readonly Judgement[],
  session: Session,
  options: QueryOptions,
): Promise<{ judged: Judgement[]; total: number }> {
  const tests = before.flatMap(({ candidates }, index) => {
    const [first] = Object.values(candidates);
    if (first === undefined) return [];
    const cell = `${first.clean(`c${index}`)} as v${index}`;
    return [{ cell, aggregates: aggregatesOf(`v${index}`, index, candidates) }];
  });
  const found: Row = {};
  for (let rest = tests; rest.length > 0; ) {
    const count = Math.max(1, Math.floor(mostAggregates / (rest[0]?.aggregates.length ?? 1)));
    const part = rest.slice(0, count);
    rest = rest.slice(count);
    const aggregates = part.flatMap((test) => test.aggregates);
    const cells = part.map(({ cell }) => cell);
    const [row] = await session.query(
      `select ${['count(*) as total', ...aggregates].join(', ')} from (select ${cells.join(', ')} from ${rows})`,
      options,
    );
    Object.assign(found, row);
  }
  return { judged: before.map((each, index) => next(each, index, found)), total: Number(found.total ?? 0) };
}

function aggregatesOf(value: string, index: number, candidates: Readonly<Record<string, Shape>>): string[] {
  const tests = Object.entries(candidates).map(
    ([name, shape]) => `coalesce(bool_and(${fits(shape, value)}), true) as is_${name}_${index}`,
  );
  if ('decimal' in candidates) {
    const fraction = `length(split_part(${value}, '.', 2))`;
    tests.push(
      `max(${fraction}) as scale_${index}`,
      `min(${fraction}) filter (contains(${value}, '.')) as least_${index}`,
      `max(length(split_part(ltrim(${value}, '-'), '.', 1))) as digits_${index}`,
    );
  }
  return [`count(${value}) as n_${index}`, ...tests];
}

function next(before: Judgement, index: number, found: Row): Judgement {
  if (Object.keys(before.candidates).length === 0) return before;
  const holding = Object.entries(before.candidates).filter(([name]) => found[`is_${name}_${index}`] === true);
  const candidates = Object.fromEntries(holding);
  if (Number(found[`n_${index}`]) === 0) return { ...before, candidates };
  // Where no value tells days from months, the column stays text.
  const ambiguous = 'dayFirstDate' in candidates && 'monthFirstDate' in candidates;
  const [first] = ambiguous ? [] : holding;
  if (first === undefined) return { shape: textShape, candidates: ambiguous ? candidates : {} };
  const [name, shape] = first;
  if (name !== 'decimal') return { shape, candidates };
  // Two digits at least: a file that has only 1.5 and 2.5 is no reason to refuse the 1.25 of the next.
  const scale = Math.max(2, Number(found[`scale_${index}`]));
  // Money has few digits after the point, or always as many; a measurement has what it happens to have.
  const isFixed = scale <= 4 || found[`least_${index}`] === found[`scale_${index}`];
  const digits = Number(found[`digits_${index}`]);
  return { shape: isFixed ? decimalShape(scale, digits) : doubleShape, candidates };
}

/** One shape for the columns of one name in several files: the narrowest that holds the values of all. */
export function commonShape(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  const [first, ...others] = known;
  if (first === undefined || others.every((shape) => sameShape(shape, first))) return first;
  const numeric = known.every(({ kind }) => kind === 'integer' || kind === 'decimal' || kind === 'double');
  if (!numeric) return textShape;
  return known.some(({ kind }) => kind === 'double')
    ? doubleShape
    : decimalShape(Math.max(...known.map(scaleOf)), 15);
}

/** Types may be the same where notations are not, as with dates. */
const sameShape = (a: Shape, b: Shape): boolean =>
  a.type === b.type && a.convert('x') === b.convert('x') && a.form?.('x') === b.form?.('x');

const scaleOf = (shape: Shape): number => Number(/,\s*(\d+)\)$/.exec(shape.type)?.[1] ?? 0);
