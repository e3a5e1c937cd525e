import 'server-only';
import { type AuditRecord, listAudit } from '../../connectors/control/audit.ts';
import { listVersions } from '../../connectors/control/versions.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';
import type { Exported } from './csv.ts';

const activityPageSize = 50;

export interface Activity {
  id: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail: string;
}

/** Who did what, latest first; `next` is where the next page begins. */
export async function activity(
  before: number | null,
  matching = '',
): Promise<{ entries: Activity[]; next: number | null }> {
  await authorise('read');
  const found = await withControl((control) =>
    listAudit(control, {
      limit: activityPageSize + 1,
      matching,
      ...(before === null ? {} : { before }),
    }),
  );
  const entries = found.slice(0, activityPageSize).map(entryOf);
  return { entries, next: found.length > activityPageSize ? (entries.at(-1)?.id ?? null) : null };
}

const entryOf = (entry: AuditRecord): Activity => ({
  id: entry.id,
  at: entry.at.toISOString(),
  actor: entry.actor,
  action: entry.action,
  subject: entry.subject,
  detail: detailWords(entry.detail),
});

/** The whole log, latest first, or what a search finds of it. */
export async function exportedActivity(matching: string): Promise<Exported> {
  await authorise('export');
  return { columns: ['at', 'actor', 'action', 'subject', 'detail'], batches: activityPages(matching) };
}

async function* activityPages(matching: string): AsyncGenerator<Activity[]> {
  let before: number | undefined;
  for (;;) {
    const page = await withControl((control) =>
      listAudit(control, { limit: 1000, matching, ...(before === undefined ? {} : { before }) }),
    );
    if (page.length === 0) return;
    yield page.map(entryOf);
    before = page.at(-1)?.id;
  }
}

/** A detail's fields in a line; those of an object in it after its name. */
function detailWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? `${name}: ${detailWords({ ...value })}`
        : `${name} ${Array.isArray(value) ? listWords(value) : String(value)}`,
    )
    .join(' · ');
}

/** Values side by side; of things with fields of their own how many they are. */
const listWords = (values: readonly unknown[]): string =>
  values.some((value) => typeof value === 'object') ? String(values.length) : values.join(', ');

export interface Version {
  number: number;
  appliedAt: string;
  appliedBy: string;
  source: string;
  commit: string | null;
  summary: { added: number; changed: number; removed: number; resources: number };
}

export async function versions(): Promise<Version[]> {
  await authorise('read');
  const found = await withControl((control) => listVersions(control, { limit: 50 }));
  return found.map((version) => ({
    number: version.number,
    appliedAt: version.appliedAt.toISOString(),
    appliedBy: version.appliedBy,
    source: version.source,
    commit: version.git?.commit ?? null,
    summary: version.summary,
  }));
}
