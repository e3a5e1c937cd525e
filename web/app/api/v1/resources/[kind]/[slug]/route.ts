import { z } from 'zod';
import { currentResource, editResource } from '../../../../../../../connectors/control/edit.ts';
import { ConfigError, NotFound } from '../../../../../../../connectors/errors.ts';
import { WorkspaceError } from '../../../../../../../models/workspace/problem.ts';
import { isKind, type Kind } from '../../../../../../../models/workspace/resource.ts';
import { answerApi } from '../../../../../../data/api.ts';
import { checkedSpec } from '../../../../../../data/checked-spec.ts';
import { withControl } from '../../../../../../data/control.ts';
import { editPermission } from '../../../../../../data/permissions.ts';
import { storable } from '../../../../../../data/storable.ts';

export const dynamic = 'force-dynamic';

interface Context {
  params: Promise<{ kind: string; slug: string }>;
}

const noSuch = (kind: string, slug: string) => new NotFound(`there is no ${kind} "${slug}"`);

/** A resource in force with the version that wrote it. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { kind, slug } = await params;
  return answerApi(request, 'read', async () => {
    if (!isKind(kind)) throw noSuch(kind, slug);
    const found = await withControl((control) => currentResource(control, kind, slug));
    if (found === null) throw noSuch(kind, slug);
    return {
      status: 200,
      body: { version: found.version, managed_by: found.managedBy, resource: found.resource },
    };
  });
}

const put = z.object({
  resource: z.looseObject({}),
  /** The version that the change began from; without it, the one in force, whoever wrote it. */
  base_version: z.int().min(0).optional(),
});

/** Puts a resource in force as the app does: 409 where somebody changed it since, or where files manage it. */
export async function PUT(request: Request, { params }: Context): Promise<Response> {
  const { kind, slug } = await params;
  if (!isKind(kind)) return answerApi(request, 'read', () => Promise.reject(noSuch(kind, slug)));
  return answerApi(request, scopeOf(kind), async (actor) => {
    const given = put.safeParse(storable(await request.json().catch(() => null)));
    if (!given.success) throw new ConfigError('the body is no JSON with `resource`');
    const { resource, problems } = await checkedSpec(kind, slug, given.data.resource);
    if (resource === null) throw new WorkspaceError(problems);
    const { version, changes } = await withControl(async (control) => {
      const baseVersion =
        given.data.base_version ?? (await currentResource(control, kind, slug))?.version ?? 0;
      return editResource(control, { kind, slug, resource, baseVersion, actor });
    });
    return { status: 200, body: { version, changed: changes.length > 0 } };
  });
}

/** The scope that a change of a kind takes: of the same name as the permission of the app. */
function scopeOf(kind: Kind): 'segment.edit' | 'sync.edit' | 'data.edit' {
  const permission = editPermission[kind];
  return permission === 'segment.edit' || permission === 'sync.edit' ? permission : 'data.edit';
}
