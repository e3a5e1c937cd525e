import 'server-only';
import type { Column } from '../../connectors/warehouses/connection.ts';
import { nameOf } from '../../models/words/names.ts';
import { walkConditions } from '../../models/workspace/kinds/segment.ts';
import { type Trait, traitColumns, traitsReadBy } from '../../models/workspace/kinds/trait.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { traitWords } from '../words/trait-words.ts';
import { authorise } from './authorise.ts';
import { numberOf } from './values.ts';
import { builtColumns, dialect, row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface TraitDefinition {
  slug: string;
  name: string;
  description: string | null;
  words: string;
  personal: boolean;
  /** Segments, syncs and other traits that read it. */
  usedBy: { kind: 'segment' | 'trait' | 'sync'; slug: string; name: string }[];
}

function usesOf(workspace: Workspace, trait: Trait): TraitDefinition['usedBy'] {
  const columns = new Set(traitColumns(trait).map(({ name }) => name));
  const segments = workspace.all('segment').filter((segment) => {
    let reads = false;
    if (segment.where === undefined) return false;
    walkConditions(segment.where, (condition) => {
      reads ||= 'trait' in condition && columns.has(condition.trait);
    });
    return reads;
  });
  const traits = workspace
    .all('trait')
    .filter((other) => traitsReadBy(other).some((column) => columns.has(column)));
  const syncs = workspace
    .all('sync')
    .filter((sync) =>
      Object.values(sync.map).some((from) =>
        [...columns].some((column) => from === column || from.includes(`traits.${column}`)),
      ),
    );
  return [
    ...segments.map((one) => ({ kind: 'segment' as const, slug: one.slug, name: nameOf(one) })),
    ...traits.map((one) => ({ kind: 'trait' as const, slug: one.slug, name: nameOf(one) })),
    ...syncs.map((one) => ({ kind: 'sync' as const, slug: one.slug, name: nameOf(one) })),
  ];
}

export async function traitDefinitions(): Promise<TraitDefinition[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  return workspace.all('trait').map((trait: Trait) => ({
    slug: trait.slug,
    name: nameOf(trait),
    description: trait.description ?? null,
    words: traitWords(trait),
    personal: trait.personal ?? false,
    usedBy: usesOf(workspace, trait),
  }));
}

export interface Coverage {
  /** People with a value, by trait; a trait that no refresh has computed is absent. */
  known: Map<string, number>;
  people: number;
}

export async function traitCoverage(): Promise<Coverage> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const built = new Set((await builtColumns('weft.traits')).map((column: Column) => column.name));
  const slugs = workspace
    .all('trait')
    .map((trait) => trait.slug)
    .filter((slug) => built.has(slug));
  const sql = dialect();
  const counts = await row(
    `select count(*) as people ${slugs.map((slug, index) => `, count(${sql.ident(slug)}) as known_${index}`).join('')}
     from weft.traits`,
  );
  return {
    known: new Map(slugs.map((slug, index) => [slug, numberOf(counts[`known_${index}`])])),
    people: numberOf(counts.people),
  };
}
