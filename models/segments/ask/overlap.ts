import { ConfigError } from '../../../connectors/errors.ts';
import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import { type Asked, asking, type Draft } from './population.ts';

/** The most segments of one question: their regions are 2 to this power. */
export const mostOverlapped = 6;

/** One region of the diagram: persons in exactly these segments. */
export interface Region {
  segments: string[];
  persons: number;
}

export interface Overlap {
  sizes: Record<string, number>;
  /** Regions that hold someone, largest first; persons in none of the segments are left out. */
  regions: Region[];
}

/** How up to six segments share their members, in one statement. */
export async function overlap(
  warehouse: Warehouse,
  generation: Generation,
  drafts: readonly Draft[],
  { query = {}, ...asked }: Asked & { query?: QueryOptions } = {},
): Promise<Overlap> {
  if (drafts.length < 2 || drafts.length > mostOverlapped)
    throw new ConfigError(`an overlap is of 2 to ${mostOverlapped} segments, not ${drafts.length}`);
  const { compiler, with: parts, from } = asking(generation, asked);
  const flags = drafts
    .map((draft, index) => `case when ${compiler.segment(draft)} then ${2 ** index} else 0 end`)
    .join(' + ');
  const rows = await warehouse.query(
    `${parts}select region, count(*) as persons from (select ${flags} as region ${from()}) as regions where region > 0 group by region order by persons desc, region`,
    query,
  );
  const regions = rows.map(({ region, persons }) => ({
    segments: drafts.filter((_, index) => (Number(region) >> index) & 1).map(({ slug }) => slug),
    persons: Number(persons),
  }));
  const size = (slug: string) =>
    regions.reduce((sum, region) => sum + (region.segments.includes(slug) ? region.persons : 0), 0);
  return { sizes: Object.fromEntries(drafts.map(({ slug }) => [slug, size(slug)])), regions };
}
