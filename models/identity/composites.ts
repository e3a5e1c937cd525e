import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import type { IdentifierType } from '../workspace/kinds/identity.ts';

/** A column of a source that holds one identifier type's values. */
export interface Part {
  type: string;
  column: string;
}

/**
 * Every way in which the columns of a source make a value of a composite type: `at_least` of its types together,
 * each by one of its columns. None where the source has too few of them.
 */
export function combinationsOf(composite: IdentifierType, parts: readonly Part[]): Part[][] {
  const types = composite.of ?? [];
  const together = composite.at_least ?? types.length;
  const byType = types.map((type) => parts.filter((part) => part.type === type));
  return choose(byType, together);
}

/** The ways to take one part each of so many groups, in the order of the groups. */
function choose(groups: readonly (readonly Part[])[], count: number): Part[][] {
  if (count === 0) return [[]];
  return groups.flatMap((group, index) => {
    const rest = choose(groups.slice(index + 1), count - 1);
    return group.flatMap((part) => rest.map((others) => [part, ...others]));
  });
}

/**
 * The text of a composite value: `name=anna berg|postcode=10115`. The bar within a part is written as %7C and the
 * percent sign as %25, so that different parts never make one text.
 */
export function compositeText(dialect: Dialect, parts: readonly Part[]): string {
  return parts
    .flatMap(({ type, column }, index) => [
      dialect.literal(`${index === 0 ? '' : '|'}${type}=`),
      `replace(replace(${column}, '%', '%25'), '|', '%7C')`,
    ])
    .join(' || ');
}
