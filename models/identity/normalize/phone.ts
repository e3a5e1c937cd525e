import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { IdentifierType } from '../../workspace/kinds/identity.ts';
import { type NumberingPlan, numberingPlans, planOfRegion } from './phone-plans.ts';
import type { Step } from './step-chain.ts';

/** Digits of East Asian forms and of the Arabic and Persian scripts, with what they are in ASCII. */
const foreignDigits = [
  '０１２３４５６７８９＋٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
  '0123456789+01234567890123456789',
] as const;

/** Argentina's area codes of three digits; beside Buenos Aires' 11, all others have four. */
const argentina =
  '220|221|223|230|236|237|249|260|261|263|264|266|280|291|294|297|298|299|336|341|342|343|345|348|351|353|358|' +
  '362|364|370|376|379|380|381|383|385|387|388';

type Rewrite = readonly [pattern: string, replacement: string];

/**
 * What a country's writing has beside a trunk zero, on numbers with the code in front: Argentina writes a mobile
 * number with 15 behind the area and has 9 before it in E.164, Brazil dials a carrier behind the trunk prefix,
 * Colombia did, and Mexico's mobile prefixes ended in 2019.
 */
const rewritesOf: Readonly<Record<string, readonly Rewrite[]>> = {
  ...Object.fromEntries(
    numberingPlans
      .filter(({ trunk }) => trunk !== '' && trunk !== '0')
      .map(({ code, trunk, digits }) => [code, [[`^[+]${code}(${trunk})(${digits})$`, `+${code}\\2`]]]),
  ),
  '52': [['^[+]52(01|044|045|1)([0-9]{10})$', '+52\\2']],
  '54': [
    ['^[+]540?1115([0-9]{8})$', '+54911\\1'],
    [`^[+]540?(${argentina})15([0-9]{7})$`, '+549\\1\\2'],
    ['^[+]540?([23][0-9]{3})15([0-9]{6})$', '+549\\1\\2'],
  ],
  '55': [['^[+]55(0|90)(1[245]|2[1-35]|31|4[13]|[56]5|99)?([0-9]{10,11})$', '+55\\3']],
  '57': [['^[+]570([3579]|4([14]4|56))([0-9]{10})$', '+57\\3']],
};

const anyOf = (patterns: readonly string[]): string => `(${patterns.join('|')})`;
const codesOf = (plans: readonly NumberingPlan[]): string => anyOf(plans.map(({ code }) => code));

const subscribers = [...Map.groupBy(numberingPlans, ({ digits }) => digits)];
const validPattern = `^[+]${anyOf(subscribers.map(([digits, plans]) => codesOf(plans) + digits))}$`;
const trunkZero = `^[+]${codesOf(numberingPlans.filter(({ trunk }) => trunk === '0'))}0`;

/**
 * Phone to E.164. An international form keeps its code; a national one is read by the plan of the row's region, or
 * of the type's where the row names none. Null where no region is known, where letters stand between digits (an
 * extension, a second number), or where no subscriber's number of that code has so many digits.
 */
export function phoneSteps(dialect: Dialect, type: IdentifierType): Step[] {
  const own = type.region === undefined ? undefined : planOfRegion.get(type.region.toUpperCase());
  return [
    (value) =>
      `case when ${dialect.regexpMatches(value, '[^ -~]')} then translate(${value}, ${foreignDigits.map(dialect.literal).join(', ')}) else ${value} end`,
    // Letters before and behind a number are a label; between digits they make another number of it.
    (value) =>
      `case when ${dialect.regexpMatches(value, '[0-9][^0-9]*[A-Za-z#][^0-9]*[0-9]')} then null else ${dialect.regexpReplace(value, '[^0-9+]', '')} end`,
    (value, region) => withRegion(dialect, value, region, own),
    (value, region) => (region === null ? value : withCode(dialect, value)),
    (value, region) => international(dialect, value, region === null ? (own ? [own] : []) : numberingPlans),
    (value) => rewritten(dialect, value),
    (value) => dialect.regexpReplace(value, trunkZero, '+\\1'),
    (value) => `case when ${dialect.regexpMatches(value, validPattern)} then ${value} end`,
  ];
}

/** `+…` as it is; another as `REGION~digits`, or `CODE~digits` where its row names none; else null. */
function withRegion(
  dialect: Dialect,
  value: string,
  region: string | null,
  own: NumberingPlan | undefined,
): string {
  const code = dialect.literal(own?.code ?? '');
  // Computed here once; the next step compares it with every country.
  const named =
    region === null ? code : `upper(replace(trim(${dialect.cast(region, 'text')}, ' '), '~', ''))`;
  const first = region === null ? code : `coalesce(nullif(${named}, ''), ${code})`;
  const other =
    region === null && own === undefined ? foreign(dialect, value, '') : `${first} || '~' || ${value}`;
  return `case when ${value} like '+%' then ${value} when ${value} <> '' then ${other} end`;
}

/** `REGION~digits` → `CODE~digits`, by the first letter first; of an unknown region only what is dialled with 00. */
function withCode(dialect: Dialect, value: string): string {
  const letters = [...Map.groupBy(planOfRegion, ([region]) => region.slice(0, 1))].map(([letter, plans]) => {
    const cases = plans.map(
      ([region, { code }]) =>
        `when ${value} like '${region}~%' then ${dialect.literal(code)} || substr(${value}, 3)`,
    );
    return `when ${value} like '${letter}%' then case ${cases.join(' ')} else ${foreign(dialect, value, '[^~]*~')} end`;
  });
  const coded = dialect.regexpMatches(value, '^([+]|[0-9]+~)');
  return `case when ${coded} then ${value} ${letters.join(' ')} else ${foreign(dialect, value, '[^~]*~')} end`;
}

/** A number that is dialled with 00, without a country to read others by; `before` is what stands before it. */
function foreign(dialect: Dialect, value: string, before: string): string {
  const prefix = `^${before}00`;
  return `case when ${dialect.regexpMatches(value, prefix)} then '+' || ${dialect.regexpReplace(value, prefix, '')} end`;
}

/** `CODE~digits` → `+…`: behind an exit code, or where the number has its code already, what follows stands. */
function international(dialect: Dialect, value: string, plans: readonly NumberingPlan[]): string {
  if (plans.length === 0) return value;
  const exits = anyOf([
    ...plans.filter(({ abroad }) => abroad !== '').map(({ code, abroad }) => `${code}~(${abroad})`),
    `${anyOf(plans.map(({ code }) => code))}~00`,
  ]);
  const withOwn = anyOf(
    plans.flatMap((plan) => {
      const twice = writtenWithCode(plan);
      return twice === null ? [] : [`${plan.code}~${plan.code}${twice}`];
    }),
  );
  return (
    `case when ${value} not like '%~%' then ${value}` +
    ` when ${dialect.regexpMatches(value, `^${exits}[1-9]`)} then '+' || ${dialect.regexpReplace(value, `^${exits}`, '')}` +
    ` when ${dialect.regexpMatches(value, `^${withOwn}$`)} then '+' || ${dialect.regexpReplace(value, '^[0-9]+~', '')}` +
    ` else '+' || replace(${value}, '~', '') end`
  );
}

/**
 * Pattern of the digits behind the own code of a number that has it without a plus: such that the whole is too long
 * for the country, or long enough to have one. Null where that cannot be told.
 */
function writtenWithCode({ code, lengths, trunk }: NumberingPlan): string | null {
  const telling = lengths.filter((length) => {
    const whole = length + code.length;
    return !lengths.includes(whole) || whole >= (trunk === '0' ? 11 : 12);
  });
  return telling.length === 0 ? null : anyOf(telling.map((length) => `[0-9]{${length}}`));
}

function rewritten(dialect: Dialect, value: string): string {
  const cases = Object.entries(rewritesOf).map(([code, rewrites]) => {
    const result = rewrites.reduce(
      (written, [pattern, replacement]) => dialect.regexpReplace(written, pattern, replacement),
      value,
    );
    return `when ${value} like '+${code}%' then ${result}`;
  });
  return `case ${cases.join(' ')} else ${value} end`;
}
