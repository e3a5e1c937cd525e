import 'server-only';
import { getLocale } from 'next-intl/server';
import type { Column } from '../../connectors/warehouses/connection.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import { type Trait, traitColumns } from '../../models/workspace/kinds/trait.ts';
import { usersOfTrait } from '../../models/workspace/uses.ts';
import { traitWords } from '../words/trait-words.ts';
import { authorise } from './authorise.ts';
import { type Read, readsOfTrait } from './trait-reads.ts';
import { type Use, useOf } from './uses.ts';
import { numberOf } from './values.ts';
import { builtColumns, dialect, row } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export interface TraitDefinition {
  slug: string;
  name: string;
  description: string | null;
  words: string;
  personal: boolean;
  /** What it gives, its own value first; of most it is the only one. */
  columns: { name: string; title: string; description: string }[];
  /** Entities, sources, golden columns and other traits that it is computed from. */
  reads: Read[];
  /** Segments, lists, syncs and other traits that read it. */
  usedBy: Use[];
}

export async function traitDefinitions(): Promise<TraitDefinition[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const language = await getLocale();
  const personal = new PersonalColumns(workspace);
  const definitions = workspace.all('trait').map((trait: Trait) => ({
    slug: trait.slug,
    name: nameOf(trait),
    description: trait.description ?? null,
    words: traitWords(trait, language),
    personal: personal.ofTrait(trait),
    columns: traitColumns(trait).map(({ name, suffix, description }) => ({
      name,
      title: suffix === '' ? nameOf(trait) : humanise(suffix),
      description,
    })),
    reads: readsOfTrait(workspace, trait),
    usedBy: usersOfTrait(workspace, trait).map(useOf),
  }));
  return definitions.toSorted((one, other) => one.name.localeCompare(other.name));
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
