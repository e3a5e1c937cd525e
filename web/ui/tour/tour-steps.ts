import type { Messages } from '../../i18n/locales.ts';
import { pathsOf } from '../paths.ts';
import type { Indexed } from '../shell/indexed.ts';

interface TourStep {
  id: keyof Messages['tour']['steps'];
  href: string;
}

/** The pages of the tour in their order; what a workspace has nothing of is left out. */
export function tourSteps(workspace: string, index: readonly Indexed[]): TourStep[] {
  const paths = pathsOf(workspace);
  const first = (kind: Indexed['kind']): string | null =>
    index.find((entry) => entry.kind === kind)?.slug ?? null;
  const [segment, sync] = [first('segment'), first('sync')];
  return [
    { id: 'overview', href: paths.overview },
    { id: 'sources', href: paths.sources },
    { id: 'identity', href: paths.identity() },
    { id: 'profile', href: paths.profiles() },
    ...(segment === null ? [] : [{ id: 'segment' as const, href: paths.segment(segment) }]),
    ...(sync === null
      ? []
      : [
          { id: 'preview' as const, href: paths.sync(sync, 'preview') },
          { id: 'run' as const, href: paths.sync(sync, 'runs') },
        ]),
    { id: 'activity', href: paths.activity() },
  ];
}

/** A step's address: the tour's place is in it, so that reload and Back keep it. */
export const tourHref = (href: string, step: number): string =>
  `${href}${href.includes('?') ? '&' : '?'}tour=${step + 1}`;
