import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Generation } from '../dbt/context.ts';
import { type Trait, traitColumns } from '../workspace/kinds/trait.ts';
import type { Workspace } from '../workspace/resource.ts';
import { measureKind } from './measure.ts';
import { originOf } from './origin.ts';

/** The trait that a column of `traits` belongs to. */
export function traitOfColumn(workspace: Workspace, column: string): Trait | undefined {
  return workspace.all('trait').find((trait) => traitColumns(trait).some(({ name }) => name === column));
}

/** What a column of `traits` holds; null where the engine decides, as it does of a formula. */
export function traitColumnKind(generation: Generation, column: string): ColumnKind | null {
  const trait = traitOfColumn(generation.workspace, column);
  if (trait === undefined) return null;
  if (trait.measure !== undefined && trait.from !== undefined)
    return measureKind(trait.measure, originOf(generation, trait.from).kindOf);
  const kind = traitColumns(trait).find(({ name }) => name === column)?.kind ?? null;
  if (kind !== null || trait.roll_up === undefined) return kind;
  const of = traitColumnKind(generation, trait.roll_up.of);
  return of === 'json' ? 'text' : of;
}
