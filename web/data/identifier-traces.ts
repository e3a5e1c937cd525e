import 'server-only';
import { heirOf } from '../../models/identity/lineage.ts';
import { authorise } from './authorise.ts';
import { findPerson } from './person.ts';
import { numberOf, plainText, textOf, textOrNull } from './values.ts';
import { dialect, isBuilt, onWarehouse, row } from './warehouse.ts';

/** What is known of something typed that is no person's now. */
export interface Traces {
  /** An id whose records became part of another person's. */
  merged: { id: string; into: string; name: string; at: string | null } | null;
  /** Rows of syncs that were rejected under it as their key. */
  rejected: number;
}

/** Fewer characters than these would be the beginning of nearly anyone's id. */
const leastOfId = 3;

/** Where an identifier that was typed has been seen besides on people. */
export async function tracesOf(q: string): Promise<Traces> {
  await authorise('read');
  const typed = plainText(q).trim();
  const [merged, rejected] = await Promise.all([mergedInto(typed.toLowerCase()), rejectedRows(typed)]);
  return { merged, rejected };
}

async function mergedInto(typed: string): Promise<Traces['merged']> {
  if (typed.length < leastOfId || !/^[0-9a-f-]+$/.test(typed)) return null;
  const sql = dialect();
  const at = sql.ident('at');
  const found = await row(
    `select previous_weft_id, ${at} from weft.identity_changes
     where change = 'merged' and ${sql.startsWith('previous_weft_id', typed)}
     order by ${at} desc, previous_weft_id limit 1`,
  );
  const id = textOrNull(found.previous_weft_id);
  if (id === null) return null;
  const into = await onWarehouse((warehouse, query) => heirOf(warehouse, id, query));
  const person = into === null ? null : await findPerson(into);
  if (into === null || person === null || !('person' in person)) return null;
  return { id, into, name: person.person.name, at: textOrNull(found.at) };
}

async function rejectedRows(typed: string): Promise<number> {
  if (!(await isBuilt('weft.sync_rows'))) return 0;
  const { ident } = dialect();
  const found = await row(
    `select count(*) as found from weft.sync_rows
     where status = 'rejected' and (${ident('key')} = $1 or ${ident('key')} = $2)`,
    { values: [typed, typed.toLowerCase()] },
  );
  return numberOf(textOf(found.found));
}
