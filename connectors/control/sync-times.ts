import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Control } from './connect.ts';
import { resources, runs } from './schema.ts';

/** What is known of the times of a sync. */
export interface SyncTimes {
  /** When it was last declared or changed. */
  declaredAt: Date;
  /** When a run last was complete; null where none ever was. */
  completeAt: Date | null;
  /** The run that is under way, since when, and whether its plan waited for somebody. */
  underWay: { runId: string; since: Date; waits: boolean } | null;
}

/** The times of each sync, by its slug. */
export async function syncTimes(control: Control): Promise<Map<string, SyncTimes>> {
  const ofWorkspace = and(eq(runs.workspaceId, control.workspaceId), eq(runs.kind, 'sync'));
  const [declared, complete, underWay] = await control.query((database) =>
    Promise.all([
      database
        .select({ slug: resources.slug, at: resources.updatedAt })
        .from(resources)
        .where(and(eq(resources.workspaceId, control.workspaceId), eq(resources.kind, 'sync'))),
      database
        .selectDistinctOn([runs.subject], { slug: runs.subject, at: runs.endedAt })
        .from(runs)
        .where(and(ofWorkspace, eq(runs.status, 'succeeded'), isNotNull(runs.endedAt)))
        .orderBy(runs.subject, desc(runs.endedAt)),
      database
        .selectDistinctOn([runs.subject], {
          ...{ slug: runs.subject, runId: runs.id, at: runs.startedAt },
          waits: sql<boolean>`jsonb_exists(${runs.counts}, 'waitsFor')`,
        })
        .from(runs)
        .where(and(ofWorkspace, eq(runs.status, 'running'), isNull(runs.endedAt)))
        .orderBy(runs.subject, desc(runs.createdAt)),
    ]),
  );
  return new Map(
    declared.map(({ slug, at }) => {
      const running = underWay.find((run) => run.slug === slug);
      return [
        slug,
        {
          declaredAt: at,
          completeAt: complete.find((run) => run.slug === slug)?.at ?? null,
          underWay: running?.at ? { runId: running.runId, since: running.at, waits: running.waits } : null,
        },
      ];
    }),
  );
}
