import { traitsBelow } from '../predictions/declared.ts';
import type { Workspace } from '../workspace/resource.ts';
import type { SetAside } from './context.ts';

/** Adds what is computed from traits that are set aside, near or far, each with the trait that it waits for. */
export function withDependents(workspace: Workspace, { traits, segments }: SetAside): SetAside {
  const waiting = workspace.all('trait').flatMap((trait): [string, string][] => {
    const lost = traitsBelow(workspace, [trait]).find(({ slug }) => traits.has(slug));
    return lost === undefined || lost === trait
      ? []
      : [[trait.slug, `the trait "${lost.slug}" in it: ${traits.get(lost.slug)}`]];
  });
  return { traits: new Map([...traits, ...waiting]), segments };
}

/** Both together; what is set aside by both keeps the first reason. */
export const alsoAside = (first: SetAside, second: SetAside): SetAside => ({
  traits: new Map([...second.traits, ...first.traits]),
  segments: new Map([...second.segments, ...first.segments]),
});
