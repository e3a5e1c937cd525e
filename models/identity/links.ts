import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { kindsOf, relationOf } from '../dbt/context.ts';
import type { IdentifierType, Identity } from '../workspace/kinds/identity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { combinationsOf, compositeText, type Part } from './composites.ts';
import { identifierType } from './context.ts';
import { textOf } from './normalize/step-chain.ts';
import { type Normalizer, normalizerOf, type SteppedColumn, stepChain } from './normalize.ts';
import { hasRecord, recordKey } from './record-key.ts';
import { columnsRead } from './records.ts';

/** How much of a text that is no value is kept to show it. */
const shownCharacters = 256;

/**
 * A condition within marks that an incremental run takes away (macros/input.sql): without them the statement reads
 * every record, with them only those in the run's table of changed records.
 */
const onlyChanged = (dialect: Dialect, source: Source, key: string): string =>
  `/*[[ and ${key} in (select record_key from weft_changed_records where source = ${dialect.literal(source.slug)}) ]]*/`;

/** A row of the links for each record: SQL of its value and of why it is no identifier. */
interface Link {
  type: string;
  value: string;
  excluded: string;
}

/** One identifier column of a source on its way to links. */
interface Identifier extends Part {
  normalizer: Normalizer;
  /** Where the type joins nothing in this source. */
  outside: boolean;
  /** The column that says why the value is no identifier. */
  excluded: string;
  stepped: SteppedColumn;
}

/**
 * One source's links: a chain that normalises its identifier columns, `judged` with why a value is no identifier,
 * `named` with what is stored of it, and the links that each row of `named` makes.
 */
export function linksOf(generation: Generation, identity: Identity, source: Source) {
  const { dialect } = generation;
  const kindOf = kindsOf(generation, source);
  const identifiers = source.identifiers.map((_declared, index) =>
    identifierOf(generation, identity, source, index),
  );
  const relation =
    source.shape === 'events' ? distinctTuples(generation, source) : relationOf(generation, source);
  const key = recordKey(dialect, source, kindOf);
  const chain = stepChain(
    `${relation} where ${hasRecord(dialect, source)} ${onlyChanged(dialect, source, key)}`,
    [{ name: 'record_key', expression: key }],
    identifiers.map(({ stepped }) => stepped),
  );
  const ctes = [
    ...chain.ctes,
    { name: 'judged', columns: ['record_key', ...identifiers.flatMap(judged)], from: chain.last },
    { name: 'named', columns: ['record_key', ...identifiers.flatMap(named)], from: 'judged' },
  ];
  return {
    source: source.slug,
    repeats: mayRepeat(source),
    ctes: ctes
      .map(
        (cte) => `${cte.name} as (\n    select ${cte.columns.join(',\n      ')}\n    from ${cte.from}\n  )`,
      )
      .join(',\n  '),
    links: [
      ...identifiers.map(({ type, column, excluded }): Link => ({ type, value: column, excluded })),
      ...identity.types.flatMap((type) => compositesOf(dialect, type, source, identifiers)),
    ].map((link, index) => ({ ...link, place: index + 1 })),
  };
}

/** Two columns of one type may hold one value, and a tuple of events may come with several regions. */
const mayRepeat = ({ identifiers, shape }: Source): boolean =>
  new Set(identifiers.map(({ type }) => type)).size < identifiers.length ||
  (shape === 'events' && identifiers.some(({ region }) => region !== undefined));

function identifierOf(generation: Generation, identity: Identity, source: Source, index: number): Identifier {
  const { dialect } = generation;
  const declared = source.identifiers[index];
  if (!declared) throw new RangeError(`source ${source.slug} has no identifier ${index}`);
  const type = identifierType(identity, declared.type);
  const column = `value_${index + 1}`;
  const normalizer = normalizerOf(dialect, type, {
    fold: true,
    kind: kindsOf(generation, source)(declared.column),
  });
  return {
    type: declared.type,
    column,
    excluded: `excluded_${index + 1}`,
    outside: isOutside(type, source),
    normalizer,
    stepped: {
      name: column,
      from: dialect.ident(declared.column),
      region: declared.region === undefined ? null : dialect.ident(declared.region),
      steps: [
        normalizer.text,
        (value) => `case when ${normalizer.saysNothing(value)} then null else ${value} end`,
        ...normalizer.steps,
      ],
      keepText: true,
    },
  };
}

const isOutside = ({ within }: IdentifierType, source: Source): boolean =>
  within !== undefined && !within.includes(source.slug);

function judged({ column, excluded, normalizer, outside }: Identifier): string[] {
  const text = textOf(column);
  const cases = [
    `when ${text} is null then null`,
    `when ${column} is null then case when ${normalizer.saysNothing(text)} then 'placeholder' else 'invalid' end`,
    `when ${normalizer.isPlaceholder(column)} then 'placeholder'`,
    `when ${normalizer.isBlocked(column)} then 'blocked'`,
  ].filter((each) => !each.startsWith('when false '));
  const other = outside ? `'outside'` : 'null';
  return [column, text, `case ${cases.join(' ')} else ${other} end as ${excluded}`];
}

/** A value that was blocked is shown as it was compared with the patterns, so before it is hashed. */
function named({ column, excluded, normalizer }: Identifier): string[] {
  const shown = `substr(${textOf(column)}, 1, ${shownCharacters})`;
  return [
    `case when ${excluded} in ('placeholder', 'invalid') then ${shown} when ${excluded} = 'blocked' then ${column} else ${normalizer.stored(column)} end as ${column}`,
    excluded,
  ];
}

/** Links of a composite type: of parts that are all there, none of them excluded. */
function compositesOf(
  dialect: Dialect,
  type: IdentifierType,
  source: Source,
  identifiers: readonly Identifier[],
): Link[] {
  if (type.of === undefined) return [];
  const excludedOf = new Map(identifiers.map(({ column, excluded }) => [column, excluded]));
  return combinationsOf(type, identifiers).map((parts) => {
    const used = parts.map(({ column }) => `${excludedOf.get(column)} is null`).join(' and ');
    return {
      type: type.type,
      // A part that is null makes the whole text null.
      value: `case when ${used} then ${compositeText(dialect, parts)} end`,
      excluded: isOutside(type, source) ? `'outside'` : 'null',
    };
  });
}

/** Events reduced to their distinct identifier tuples before anything is normalised. */
function distinctTuples(generation: Generation, source: Source): string {
  const { dialect } = generation;
  return `(select distinct ${columnsRead(source).map(dialect.ident).join(', ')} from ${relationOf(generation, source)}) as tuples`;
}
