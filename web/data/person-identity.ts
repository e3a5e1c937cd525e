import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import { authorise } from './authorise.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** At most so many of each list: a shared kiosk can have thousands of records. */
export const identityLimit = 200;

export interface PersonIdentity {
  /** Keys and values are null where the reader may not see what is personal. */
  records: { source: string; sourceName: string; key: string | null; recordedAt: string | null }[];
  identifiers: {
    type: string;
    value: string | null;
    records: number;
    firstSeen: string | null;
    lastSeen: string | null;
    /** Why this value joined nothing, where a rule held it back. */
    heldBack: { rule: string; clusters: number } | null;
  }[];
  changes: {
    at: string | null;
    change: string;
    weftId: string;
    previous: string | null;
    reason: string | null;
  }[];
}

/** The records and identifiers that make up one person, what was held back, and how their id came about. */
export async function personIdentity(weftId: string): Promise<PersonIdentity> {
  const { permissions } = await authorise('read');
  const personal = permissions.has('personal.read');
  const { workspace } = await currentWorkspace();
  const values = [weftId];
  const at = dialect().ident('at');
  const [records, identifiers, changes] = await Promise.all([
    rows(
      `select source, record_key, recorded_at from weft.identity_members where weft_id = $1
       order by recorded_at nulls last, source, record_key limit ${identityLimit}`,
      { values },
    ),
    rows(
      `select i.type, i.value, i.records, i.first_seen, i.last_seen, c.rule, c.clusters
       from weft.identity_identifiers as i
       left join (select type, value, min(rule) as rule, max(clusters) as clusters
                  from weft.identity_conflicts group by type, value) as c
         on c.type = i.type and c.value = i.value
       where i.weft_id = $1 order by i.type, i.records desc, i.value limit ${identityLimit}`,
      { values },
    ),
    rows(
      `select ${at}, change, weft_id, previous_weft_id, reason from weft.identity_changes
       where weft_id = $1 or previous_weft_id = $1 order by ${at} desc, change, weft_id limit 50`,
      { values },
    ),
  ]);
  return {
    records: records.map((row) => {
      const source = textOf(row.source);
      const declared = workspace.get('source', source);
      return {
        source,
        sourceName: declared ? nameOf(declared) : source,
        key: personal ? textOf(row.record_key) : null,
        recordedAt: textOrNull(row.recorded_at),
      };
    }),
    identifiers: identifiers.map((row) => ({
      type: textOf(row.type),
      value: personal ? textOf(row.value) : null,
      records: numberOf(row.records),
      firstSeen: textOrNull(row.first_seen),
      lastSeen: textOrNull(row.last_seen),
      heldBack:
        textOrNull(row.rule) === null ? null : { rule: textOf(row.rule), clusters: numberOf(row.clusters) },
    })),
    changes: changes.map((row) => ({
      at: textOrNull(row.at),
      change: textOf(row.change),
      weftId: textOf(row.weft_id),
      previous: textOrNull(row.previous_weft_id),
      reason: textOrNull(row.reason),
    })),
  };
}
