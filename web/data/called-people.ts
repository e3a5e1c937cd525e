import 'server-only';
import { authorise } from './authorise.ts';
import { callPerson, goldenColumns } from './golden.ts';
import { textOf, textOrNull } from './values.ts';
import { columnsOf, dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What people are called, by id; by the short form of their id where nothing else may be shown. */
export async function calledPeople(ids: readonly string[]): Promise<Map<string, string>> {
  const actor = await authorise('read');
  if (ids.length === 0) return new Map();
  const { workspace } = await currentWorkspace();
  const built = new Set((await columnsOf('weft.profiles')).map((column) => column.name));
  const golden = goldenColumns(workspace)
    .filter((one) => built.has(one.name) && (!one.personal || actor.permissions.has('personal.read')))
    .map((one) => one.name);
  const sql = dialect();
  const found =
    built.size === 0
      ? []
      : await rows(
          `select weft_id${golden.map((name) => `, ${sql.ident(name)}`).join('')} from weft.profiles
           where weft_id in (${ids.map((id) => sql.literal(id)).join(', ')})`,
        );
  const named = new Map(
    found.map((row) => {
      const weftId = textOf(row.weft_id);
      const values = Object.fromEntries(golden.map((name) => [name, textOrNull(row[name])]));
      return [weftId, callPerson(values, weftId)];
    }),
  );
  return new Map(ids.map((id) => [id, named.get(id) ?? callPerson({}, id)]));
}
