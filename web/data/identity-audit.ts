import 'server-only';
import { type Catalog, generation } from '../../models/dbt/context.ts';
import { auditIdentity } from '../../models/identity/audit/audit.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { calledPeople } from './called-people.ts';
import { columnsOfRelation } from './sources.ts';
import { builtColumns, dialect, onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A value as a reader may see it: null where it is masked. */
interface ShownValue {
  type: string;
  value: string | null;
}

export interface AuditView {
  clusters: {
    weftId: string;
    name: string;
    records: number;
    score: number;
    /** "3 emails, 2 phones", the most first. */
    values: { type: string; held: number }[];
    /** Golden columns with many different values. */
    names: { column: string; held: number }[];
    diameter: { joins: number; exact: boolean } | null;
    hinge: (ShownValue & { cutOff: number }) | null;
  }[];
  carried: (ShownValue & { records: number; persons: number })[];
  dropped: (ShownValue & { records: number })[];
  exclusions: {
    reason: string;
    source: string;
    type: string;
    links: number;
    share: number | null;
  }[];
}

const mostShown = 20;

/** The columns of the sources; none of one that cannot be read, whose own page says so. */
async function sourceCatalog(workspace: Workspace): Promise<Catalog> {
  const read = workspace.all('source').map(async (source) => {
    const columns = await columnsOfRelation(source).catch(() => []);
    return [`source/${source.slug}`, columns] as const;
  });
  return new Map(await Promise.all(read));
}

/** Where wrong joins may be: people that look like several, values that join or would join most. */
export async function identityAudit(): Promise<AuditView> {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const personal = actor.permissions.has('personal.read');
  const shown = (type: string, value: string): ShownValue => ({ type, value: personal ? value : null });
  await builtColumns('weft.identity_members');
  const audit = await onWarehouse(async (connection) => {
    const context = generation(workspace, await sourceCatalog(workspace), dialect(), 'warehouse');
    return auditIdentity(connection, context, { most: mostShown });
  });
  const names = await calledPeople(audit.clusters.map(({ weftId }) => weftId));
  return {
    clusters: audit.clusters.map((cluster) => {
      const hinge = cluster.hinges?.[0];
      return {
        weftId: cluster.weftId,
        name: names.get(cluster.weftId) ?? cluster.weftId.slice(0, 8),
        records: cluster.records,
        score: cluster.score,
        values: Object.entries(cluster.values)
          .map(([type, held]) => ({ type, held }))
          .sort((one, other) => other.held - one.held),
        names: Object.entries(cluster.names).map(([column, held]) => ({ column: humanise(column), held })),
        diameter: cluster.diameter,
        hinge: hinge ? { ...shown(hinge.type, hinge.value), cutOff: hinge.cutOff } : null,
      };
    }),
    carried: audit.carried.map(({ type, value, records, persons }) => ({
      ...shown(type, value),
      ...{ records, persons },
    })),
    dropped: audit.dropped.flatMap(({ type, shown: values }) =>
      values.map(({ value, records }) => ({ ...shown(type, value), records })),
    ),
    exclusions: audit.exclusions.map(({ reason, source, type, links, share }) => {
      const declared = source === null ? undefined : workspace.get('source', source);
      return { reason, source: declared ? nameOf(declared) : (source ?? ''), type, links, share };
    }),
  };
}
