import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import { discreet } from '../words/discreet.ts';
import { authorise } from './authorise.ts';
import { textOf, textOrNull } from './values.ts';
import { dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

const limit = 200;

export interface SentRow {
  runId: string;
  sync: string;
  syncName: string;
  /** Null where it may be personal and the reader may not see that. */
  key: string | null;
  operation: string;
  status: string;
  reason: string | null;
  at: string | null;
}

/** What syncs did with the rows of one person, latest first. */
export async function personSent(weftId: string): Promise<SentRow[]> {
  const { permissions } = await authorise('read');
  const { workspace } = await currentWorkspace();
  const at = dialect().ident('at');
  const found = await rows(
    `select run_id, sync, key, operation, status, reason, ${at} from weft.sync_rows
     where weft_id = $1 order by ${at} desc, sync, run_id limit ${limit}`,
    { values: [weftId] },
  );
  const personal = permissions.has('personal.read');
  return found.map((row) => {
    const reason = textOrNull(row.reason);
    const slug = textOf(row.sync);
    const sync = workspace.get('sync', slug);
    return {
      runId: textOf(row.run_id),
      sync: slug,
      syncName: sync ? nameOf(sync) : slug,
      key: personal ? textOf(row.key) : null,
      operation: textOf(row.operation),
      status: textOf(row.status),
      // A destination may repeat a value of the row.
      reason: personal || reason === null ? reason : discreet(reason),
      at: textOrNull(row.at),
    };
  });
}
