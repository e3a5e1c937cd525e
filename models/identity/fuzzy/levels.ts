import { ConfigError } from '../../../connectors/errors.ts';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Comparison } from '../../workspace/kinds/fuzzy.ts';

/** A comparison's columns in the table of features and of pairs. */
export const dateColumn = (name: string): string => `${name}__date`;
export const numberColumn = (name: string): string => `${name}__number`;
export const levelColumn = (name: string): string => `level_${name}`;
export const frequencyColumn = (name: string): string => `frequency_${name}`;

/** What else the comparison reads of a record beside its text: the date or the number that it is. */
export function typedColumns(dialect: Dialect, name: string, comparison: Comparison): string[] {
  const column = dialect.ident(name);
  return [
    ...(comparison.days.length > 0
      ? [`${dialect.tryCast(column, 'date')} as ${dialect.ident(dateColumn(name))}`]
      : []),
    ...(comparison.difference.length > 0
      ? [`${dialect.tryCast(column, 'double')} as ${dialect.ident(numberColumn(name))}`]
      : []),
  ];
}

/**
 * SQL of the level at which two records `l` and `r` agree in one comparison: an integer, the higher the closer, 0
 * where nothing agrees, -1 where one of them has no value. Throws ConfigError where the engine lacks the function.
 */
export function levelExpression(dialect: Dialect, name: string, comparison: Comparison): string {
  const sides = (column: string): [string, string] => [
    `l.${dialect.ident(column)}`,
    `r.${dialect.ident(column)}`,
  ];
  const text = sides(name);
  const families = [
    comparison.jaro_winkler.map((least) => `${jaroWinkler(dialect, name, text)} >= ${least}`),
    comparison.levenshtein.map(
      // Texts whose lengths differ by more need no distance.
      (most) =>
        `(abs(length(${text[0]}) - length(${text[1]})) <= ${most} and ${dialect.levenshtein(...text)} <= ${most})`,
    ),
    comparison.days.map((most) => `${dialect.daysApart(...sides(dateColumn(name)))} <= ${most}`),
    comparison.difference.map((most) => {
      const [left, right] = sides(numberColumn(name));
      return `abs(${left} - ${right}) <= ${most}`;
    }),
  ];
  const conditions = families.flat();
  const loosest = families.flatMap((family) => family.at(-1) ?? []);
  const cases = [
    `when ${text[0]} is null or ${text[1]} is null then -1`,
    `when ${text[0]} = ${text[1]} then ${conditions.length + 1}`,
    // Most pairs agree in nothing: the loosest conditions say so without asking the others.
    ...(conditions.length > loosest.length ? [`when not (${loosest.join(' or ')}) then 0`] : []),
    ...conditions.map((condition, place) => `when ${condition} then ${conditions.length - place}`),
  ];
  return `case ${cases.join(' ')} else 0 end`;
}

function jaroWinkler(dialect: Dialect, name: string, text: [string, string]): string {
  if (dialect.jaroWinkler === undefined) {
    throw new ConfigError(
      `identity: fuzzy.compare.${name} asks for jaro_winkler, which ${dialect.name} does not have`,
      {
        mend: `Compare ${name} by levenshtein instead, such as \`levenshtein: [1, 2]\`.`,
      },
    );
  }
  return dialect.jaroWinkler(...text);
}
