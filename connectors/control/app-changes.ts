import { and, desc, eq, ne } from 'drizzle-orm';
import { isKind, type Resource, resourceId, schemas } from '../../models/workspace/resource.ts';
import type { Control } from './connect.ts';
import { resourceHistory, versions } from './schema.ts';
import { readable, readStored } from './stored.ts';

export interface AppChange {
  /** As the files last had it; null for what was made in the app. */
  before: Resource | null;
  /** As it is in force; null for what was removed in the app. */
  after: Resource | null;
}

const parsed = (kind: string, spec: unknown): Resource | null =>
  isKind(kind) ? (schemas[kind].safeParse(spec).data ?? null) : null;

/** What the app has changed since files were last applied, resource by resource: what a patch for their repository says. */
export async function appChanges(control: Control): Promise<AppChange[]> {
  const { stored } = await control.query((database) => readStored(database, control.workspaceId));
  const { workspaceId, kind, slug, version, after } = resourceHistory;
  const fromFiles = await control.query((database) =>
    database
      .selectDistinctOn([kind, slug], { kind, slug, after })
      .from(resourceHistory)
      .innerJoin(
        versions,
        and(eq(versions.workspaceId, workspaceId), eq(versions.number, version), ne(versions.source, 'app')),
      )
      .where(eq(workspaceId, control.workspaceId))
      .orderBy(kind, slug, desc(version)),
  );
  const files = new Map(
    fromFiles.flatMap((entry) => {
      const resource = parsed(entry.kind, entry.after);
      return resource === null ? [] : [[resourceId(entry), resource] as const];
    }),
  );
  const changes: AppChange[] = stored.map((one) => ({
    before: files.get(resourceId(one)) ?? null,
    after: readable(one),
  }));
  const there = new Set(stored.map(resourceId));
  for (const [id, before] of files) if (!there.has(id)) changes.push({ before, after: null });
  return changes.filter(({ before, after: now }) => JSON.stringify(before) !== JSON.stringify(now));
}
