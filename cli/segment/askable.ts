import { ConfigError } from '../../connectors/errors.ts';
import { segmentsAtFault } from '../../models/segments/context.ts';
import type { Segment } from '../../models/workspace/kinds/segment.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import type { OpenModels } from '../open-workspace.ts';

/** The segment of a slug, which can be asked of the warehouse as it is. Throws ConfigError with the nearest, or why not. */
export function askable({ workspace, context }: OpenModels, slug: string): Segment {
  const segment = workspace.get('segment', slug);
  if (segment === undefined) {
    const meant = nearest(
      slug,
      workspace.all('segment').map((each) => each.slug),
    );
    throw new ConfigError(`no segment is called ${slug}`, {
      mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
    });
  }
  const fault = segmentsAtFault(context).get(slug);
  if (fault !== undefined) {
    throw new ConfigError(`the segment ${slug} cannot be asked: ${fault}`, {
      mend: 'Mend the column or the condition; until then the members of the last good refresh stay.',
    });
  }
  return segment;
}
