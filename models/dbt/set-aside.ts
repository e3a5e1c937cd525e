import { readTraits } from '../predictions/declared.ts';
import type { Workspace } from '../workspace/resource.ts';
import type { SetAside } from './context.ts';

/** Adds what is computed from traits that are set aside, near or far, each with the trait that it waits for. */
export function withDependents(workspace: Workspace, { traits, segments }: SetAside): SetAside {
  const found = new Map(traits);
  let before: number;
  do {
    before = found.size;
    for (const trait of workspace.all('trait')) {
      if (found.has(trait.slug)) continue;
      const lost = readTraits(workspace, trait).find(({ slug }) => found.has(slug))?.slug;
      if (lost !== undefined) found.set(trait.slug, `the trait "${lost}" in it: ${found.get(lost)}`);
    }
  } while (found.size > before);
  return { traits: found, segments };
}

/** Both together; what is set aside by both keeps the first reason. */
export const alsoAside = (first: SetAside, second: SetAside): SetAside => ({
  traits: new Map([...second.traits, ...first.traits]),
  segments: new Map([...second.segments, ...first.segments]),
});
