import 'server-only';
import { authorise } from './authorise.ts';
import type { Exported } from './csv.ts';
import { callPerson, goldenColumns, nameColumns } from './golden.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { builtColumns, dialect, row, rows, streamRows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

export const membersPageSize = 50;

interface Member {
  weftId: string;
  name: string;
  values: Record<string, string | null>;
  enteredAt: string | null;
}

export interface MembersPage {
  columns: { name: string; title: string }[];
  members: Member[];
  total: number;
}

interface MembersQuery {
  sort: string;
  direction: 'asc' | 'desc';
  page: number;
}

/** The golden columns of a member that exist and that the reader may see. */
async function visibleColumns(personal: boolean) {
  const { workspace } = await currentWorkspace();
  const built = new Set((await builtColumns('weft.profiles')).map((column) => column.name));
  return goldenColumns(workspace).filter(
    (column) => built.has(column.name) && (personal || !column.personal),
  );
}

export async function segmentMembers(slug: string, query: MembersQuery): Promise<MembersPage> {
  const actor = await authorise('read');
  const golden = await visibleColumns(actor.permissions.has('personal.read'));
  const names = golden.map((column) => column.name);
  const called = nameColumns(names);
  const columns = golden.filter((column) => !called.includes(column.name)).slice(0, 4);
  const sql = dialect();
  const sorts: Record<string, string[]> = {
    entered_at: ['m.entered_at'],
    name: called.length > 0 ? called.toReversed().map((name) => `p.${sql.ident(name)}`) : ['m.weft_id'],
    ...Object.fromEntries(columns.map(({ name }) => [name, [`p.${sql.ident(name)}`]])),
  };
  const order = (sorts[query.sort] ?? ['m.entered_at']).map(
    (term) => `${term} ${query.direction} nulls last`,
  );
  const [members, counted] = await Promise.all([
    rows(
      `select m.weft_id, m.entered_at ${names.map((name) => `, p.${sql.ident(name)}`).join('')}
       from weft.segment_members as m left join weft.profiles as p on p.weft_id = m.weft_id
       where m.segment = $1 order by ${order.join(', ')}, m.weft_id
       limit ${membersPageSize} offset ${(query.page - 1) * membersPageSize}`,
      { values: [slug] },
    ),
    row('select count(*) as people from weft.segment_members where segment = $1', { values: [slug] }),
  ]);
  return {
    columns,
    members: members.map((member) => {
      const weftId = textOf(member.weft_id);
      const values = Object.fromEntries(names.map((name) => [name, textOrNull(member[name])]));
      return { weftId, name: callPerson(values, weftId), values, enteredAt: textOrNull(member.entered_at) };
    }),
    total: numberOf(counted.people),
  };
}

/** Every member with the golden columns that the reader may see. */
export async function exportedMembers(slug: string): Promise<Exported> {
  const actor = await authorise('export');
  const golden = await visibleColumns(actor.permissions.has('personal.read'));
  const names = golden.map((column) => column.name);
  const sql = dialect();
  await row('select 1 as found from weft.segment_members limit 1');
  const batches = await streamRows(
    `select m.weft_id, m.entered_at ${names.map((name) => `, p.${sql.ident(name)}`).join('')}
     from weft.segment_members as m left join weft.profiles as p on p.weft_id = m.weft_id
     where m.segment = $1 order by m.weft_id`,
    { values: [slug] },
  );
  return { columns: ['weft_id', 'entered_at', ...names], batches };
}
