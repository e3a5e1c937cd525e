import 'server-only';
import { stringify } from 'yaml';
import { z } from 'zod';
import { segmentSchema } from '../../models/workspace/kinds/segment.ts';
import { toYaml } from '../../models/workspace/to-yaml.ts';
import { getFormats } from '../i18n/get-formats.ts';
import type { VersionRow } from '../ui/segments/version-list.tsx';
import { authorise } from './authorise.ts';
import { resourceVersions } from './resource-state.ts';
import { currentWorkspace } from './workspace.ts';

const written = z.record(z.string(), z.unknown());

/** A segment as a version wrote it: by the present grammar, or as it is where that cannot read it. */
function textOf(value: unknown): string {
  const parsed = segmentSchema.safeParse(value);
  if (parsed.success) return toYaml(parsed.data);
  const record = written.safeParse(value);
  return record.success ? stringify(record.data) : '';
}

/** What each version did to a segment, latest first. */
export async function segmentVersions(slug: string): Promise<VersionRow[]> {
  await authorise('read');
  const [{ zone }, format] = await Promise.all([currentWorkspace(), getFormats()]);
  const versions = await resourceVersions('segment', slug);
  return versions.map(({ version, action, by, at, source, git, before, after }, index) => ({
    ...{ version, action, by, source },
    at: format.time(at.toISOString(), zone),
    commit: git?.commit ?? null,
    before: textOf(before),
    after: textOf(after),
    restorable: index === 0 || after === null ? null : after,
  }));
}
