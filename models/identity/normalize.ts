import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import type { IdentifierType } from '../workspace/kinds/identity.ts';
import { phoneRegions } from './phone-regions.ts';

/** Texts that say "nothing" in place of an identifier, compared in lower case after trimming. */
const nullLikes = [
  '',
  '-',
  '--',
  '.',
  '?',
  'n/a',
  'na',
  'nan',
  'nil',
  'none',
  'null',
  'undefined',
  'unknown',
  'anonymous',
  'test',
];

/**
 * One step of a normaliser: SQL over the column that holds the value so far and the one that holds the
 * row's region. Steps are laid out as a chain of CTEs, so that no expression repeats a longer one.
 */
export type Step = (value: string, region: string) => string;

/** Blanks alone: without the characters, BigQuery would take every Unicode white space. */
const trimmed = (expression: string): string => `trim(${expression}, ' ')`;

/** A column of a kind as trimmed text, null where it says nothing. */
export const meaningfulSteps = (dialect: Dialect, kind: ColumnKind = 'text'): Step[] => [
  (value) => trimmed(dialect.text(value, kind)),
  (value) =>
    `case when lower(${value}) in (${nullLikes.map(dialect.literal).join(', ')}) then null else ${value} end`,
];

// A backslash within brackets is read as itself by some engines, so classes are named.
const emailPattern = '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:].]{2,}$';

/** Trimmed and in lower case; null where it is not of the form local@domain.tld. */
function emailSteps(dialect: Dialect, type: IdentifierType, fold: boolean): Step[] {
  const steps: Step[] = [
    (value) => `lower(${value})`,
    (value) => `case when ${dialect.regexpMatches(value, emailPattern)} then ${value} end`,
  ];
  if (!fold) return steps;
  if (type.plus) steps.push((value) => dialect.regexpReplace(value, '[+][^@]*@', '@'));
  const dots = type.dots ?? [];
  if (dots.length > 0) {
    const domain = (value: string) => dialect.regexpReplace(value, '^[^@]*@', '');
    const local = (value: string) => dialect.regexpReplace(value, '@.*$', '');
    steps.push(
      (value) =>
        `case when ${domain(value)} in (${dots.map((name) => dialect.literal(name.toLowerCase())).join(', ')})` +
        ` then replace(${local(value)}, '.', '') || '@' || ${domain(value)} else ${value} end`,
    );
  }
  return steps;
}

/** A number as its country writes it → E.164. */
function national(dialect: Dialect, value: string, region: string): string {
  const rules = phoneRegions[region];
  if (!rules) return 'null';
  const own = rules.trunk === '' ? value : dialect.regexpReplace(value, `^${rules.trunk}`, '');
  const home = `${dialect.literal(`+${rules.code}`)} || ${own}`;
  const prefix = dialect.literal(`${rules.abroad}%`);
  return `case when ${value} like ${prefix} then '+' || substr(${value}, ${rules.abroad.length + 1}) else ${home} end`;
}

/**
 * Phone to E.164: an international form keeps its code; a national one gets that of the row's region, or
 * of the type's. Null where no region is known or the number has not 8 to 15 digits.
 */
function phoneSteps(dialect: Dialect, type: IdentifierType): Step[] {
  const regions = Object.keys(phoneRegions);
  const fallback = (value: string) =>
    type.region === undefined
      ? `case when ${value} like '00%' then '+' || substr(${value}, 3) end`
      : national(dialect, value, type.region.toUpperCase());
  return [
    // "+49 (0) 171" writes the trunk prefix that is not dialled from abroad.
    (value) => dialect.regexpReplace(`replace(${value}, '(0)', '')`, '[^0-9+]', ''),
    (value, region) =>
      `case when ${value} like '+%' then ${value} else case upper(${trimmed(dialect.cast(region, 'text'))}) ${regions
        .map((name) => `when ${dialect.literal(name)} then ${national(dialect, value, name)}`)
        .join(' ')} else ${fallback(value)} end end`,
    (value) => `case when ${dialect.regexpMatches(value, '^[+][1-9][0-9]{7,14}$')} then ${value} end`,
  ];
}

/**
 * The steps from a column to a value of an identifier type, null where it holds none. `fold` makes one value
 * of the forms of one mailbox; without it the value is fit to be written to. `kind` is what the column holds,
 * text by default.
 */
export function normalizerSteps(
  dialect: Dialect,
  type: IdentifierType,
  options: { fold: boolean; kind?: ColumnKind },
): Step[] {
  const steps = meaningfulSteps(dialect, options.kind);
  switch (type.normalize) {
    case 'plain':
      break;
    case 'lower':
      steps.push((value) => `lower(${value})`);
      break;
    case 'upper':
      steps.push((value) => `upper(${value})`);
      break;
    case 'digits':
      steps.push((value) => `nullif(${dialect.regexpReplace(value, '[^0-9]', '')}, '')`);
      break;
    case 'email':
      steps.push(...emailSteps(dialect, type, options.fold));
      break;
    case 'phone':
      steps.push(...phoneSteps(dialect, type));
      break;
  }
  const blocks = blockConditions(dialect, type);
  if (blocks.length > 0) {
    steps.push((value) => `case when ${blocks.map((block) => block(value)).join(' and ')} then ${value} end`);
  }
  return steps;
}

/** Conditions that hold for values which are no placeholder and match no block pattern. */
function blockConditions(dialect: Dialect, type: IdentifierType): ((value: string) => string)[] {
  const blocks = type.block.map((pattern) => (value: string) => `not ${dialect.like(value, pattern)}`);
  if (type.normalize === 'phone' || type.normalize === 'digits') {
    // One digit repeated behind a country code: 0000000000, +49111111111.
    const repeated = [...'0123456789'].map((digit) => `${digit}{6,}`).join('|');
    blocks.push((value) => `not ${dialect.regexpMatches(value, `^[+]?[0-9]{0,3}(${repeated})$`)}`);
  }
  return blocks;
}

/** A column on its way through steps, with the region that its steps read. */
export interface SteppedColumn {
  name: string;
  from: string;
  region: string | null;
  steps: Step[];
}

/**
 * A chain of CTEs that computes every column's steps over `relation`; `pass` are columns that go through.
 * Returns the CTEs' text and the name of the last, which has `pass` and one column for each `name`.
 */
export function stepChain(
  relation: string,
  pass: readonly { name: string; expression: string }[],
  columns: readonly SteppedColumn[],
): { ctes: { name: string; columns: string[]; from: string }[]; last: string } {
  const depth = Math.max(1, ...columns.map((column) => column.steps.length));
  const region = (column: SteppedColumn) => `${column.name}__region`;
  const ctes: { name: string; columns: string[]; from: string }[] = [];
  for (let level = 0; level < depth; level += 1) {
    const selected = pass.map(({ name, expression }) => (level === 0 ? `${expression} as ${name}` : name));
    for (const column of columns) {
      const value = level === 0 ? column.from : column.name;
      const step = column.steps[level];
      const regionExpression =
        column.region === null || level === 0 ? (column.region ?? 'null') : region(column);
      selected.push(`${step ? step(value, regionExpression) : value} as ${column.name}`);
      if (column.region !== null) selected.push(`${regionExpression} as ${region(column)}`);
    }
    ctes.push({
      name: `step_${level + 1}`,
      columns: selected,
      from: level === 0 ? relation : `step_${level}`,
    });
  }
  return { ctes, last: `step_${depth}` };
}
