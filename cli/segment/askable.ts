import { ConfigError } from '../../connectors/errors.ts';
import { segmentsAtFault } from '../../models/segments/context.ts';
import { type Ledger, openLedger, recordedSince } from '../../models/segments/ledger.ts';
import type { Segment } from '../../models/workspace/kinds/segment.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import type { OpenModels, OpenWorkspace } from '../open-workspace.ts';

/** The segment of a slug, which can be asked of the warehouse as it is. Throws ConfigError with the nearest, or why not. */
export function askable({ workspace, context }: OpenModels, slug: string): Segment {
  const segment = workspace.get('segment', slug);
  if (segment === undefined) throw noSegment(workspace, slug);
  const fault = segmentsAtFault(context).get(slug);
  if (fault !== undefined) {
    throw new ConfigError(`the segment ${slug} cannot be asked: ${fault}`, {
      mend: 'Mend the column or the condition; until then the members of the last good refresh stay.',
    });
  }
  return segment;
}

/** The ledger, and what a segment of it is called, which need not be declared any more. Throws ConfigError before the first refresh, and for one of which nothing is recorded. */
export async function recorded(
  { workspace, warehouse, query }: OpenWorkspace,
  slug: string,
): Promise<{ ledger: Ledger; name: string }> {
  const declared = workspace.get('segment', slug);
  const ledger = await openLedger(warehouse);
  const since = ledger === null ? null : await recordedSince(warehouse, ledger, slug, query);
  if (declared === undefined && since === null) throw noSegment(workspace, slug);
  if (ledger === null || since === null) {
    throw new ConfigError(`no refresh has recorded who is in ${slug}`, { mend: 'Run `./weft run`.' });
  }
  return { ledger, name: declared?.name ?? slug };
}

function noSegment(workspace: Workspace, slug: string): ConfigError {
  const meant = nearest(
    slug,
    workspace.all('segment').map((each) => each.slug),
  );
  return new ConfigError(`no segment is called ${slug}`, {
    mend: meant ? `Did you mean ${meant}?` : 'Apply the workspace that declares it.',
  });
}
