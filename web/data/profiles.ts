import 'server-only';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { type Actor, authorise } from './authorise.ts';
import type { Exported } from './csv.ts';
import { callPerson, goldenColumns, nameColumns } from './golden.ts';
import { peopleByIdentifier } from './identifier-search.ts';
import { numberOf, plainText, textOrNull } from './values.ts';
import { builtColumns, dialect, rows, streamRows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

interface PersonRow {
  weftId: string;
  name: string;
  /** Golden values by column; a personal one that the reader may not see is absent. */
  values: Record<string, string | null>;
  records: number;
  firstSeen: string | null;
  lastSeen: string | null;
}

export interface PeoplePage {
  columns: { name: string; title: string }[];
  people: PersonRow[];
  total: number;
  everyone: number;
}

interface PeopleQuery {
  q: string;
  sort: string;
  direction: 'asc' | 'desc';
  page: number;
}

export const peoplePageSize = 50;

/** Golden columns in a list beside the name. */
const listed = 4;

/** People whose id, identifier or name was typed. */
function matching(typed: string, workspace: Workspace, available: readonly string[]): string {
  const sql = dialect();
  const types = workspace.identity?.types ?? [];
  const called = [...nameColumns(available), ...available.filter((name) => name === 'email')];
  const full = nameColumns(available).map((name) => `coalesce(${sql.cast(sql.ident(name), 'text')}, '')`);
  const texts = [
    ...called.map((name) => sql.cast(sql.ident(name), 'text')),
    ...(full.length > 1 ? [full.join(` || ' ' || `)] : []),
  ];
  const own = [
    sql.startsWith('weft_id', typed),
    ...texts.map((text) => sql.contains(`lower(${text})`, typed.toLowerCase())),
  ];
  const found = [
    `select weft_id from weft.customer_360 where ${own.join(' or ')}`,
    ...(types.length > 0 ? [peopleByIdentifier(typed, types)] : []),
  ];
  return found.join(' union all ');
}

function personRow(row: Row, columns: readonly string[]): PersonRow {
  const weftId = String(row.weft_id);
  const values = Object.fromEntries(columns.map((name) => [name, textOrNull(row[name])]));
  return {
    weftId,
    name: callPerson(values, weftId),
    values,
    records: numberOf(row.weft_records),
    firstSeen: textOrNull(row.first_seen),
    lastSeen: textOrNull(row.last_seen),
  };
}

/** One page of people, all of them or those that a search finds. */
export async function findPeople(query: PeopleQuery): Promise<PeoplePage> {
  const { golden, names, filter } = await seenBy(await authorise('read'), query.q);
  const called = nameColumns(names);
  const columns = golden.filter((column) => !called.includes(column.name)).slice(0, listed);

  const order = sortTerms(
    query,
    called,
    columns.map((column) => column.name),
  );
  const [people, counted, all] = await Promise.all([
    rows(
      // The page is cut before it is joined, where what sorts it lets it: a million are not joined for fifty.
      selectPeople(
        names,
        `(select p.* from weft.customer_360 as p
          ${query.sort === 'records' ? 'join weft.identity_persons as i on i.weft_id = p.weft_id' : ''}
          ${filter} order by ${order} limit ${peoplePageSize} offset ${(query.page - 1) * peoplePageSize})`,
        `order by ${order}`,
      ),
    ),
    rows(`select count(*) as people from weft.customer_360 as p ${filter}`),
    rows('select count(*) as people from weft.customer_360'),
  ]);
  return {
    columns,
    people: people.map((row) => personRow(row, names)),
    total: numberOf(counted[0]?.people),
    everyone: numberOf(all[0]?.people),
  };
}

/** The golden columns that an actor may see, and the condition of who was searched for. */
async function seenBy(actor: Actor, q: string) {
  const { workspace } = await currentWorkspace();
  const built = (await builtColumns('weft.customer_360')).map((column) => column.name);
  const golden = goldenColumns(workspace).filter(
    (column) => built.includes(column.name) && (!column.personal || actor.permissions.has('personal.read')),
  );
  const names = golden.map((column) => column.name);
  const typed = plainText(q);
  const filter = typed === '' ? '' : `where p.weft_id in (${matching(typed, workspace, names)})`;
  return { golden, names, filter };
}

function selectPeople(names: readonly string[], people: string, rest: string): string {
  const { ident } = dialect();
  return `select p.weft_id, p.first_seen, p.last_seen, i.records as weft_records
    ${names.map((name) => `, p.${ident(name)}`).join('')}
    from ${people} as p join weft.identity_persons as i on i.weft_id = p.weft_id ${rest}`;
}

/** Every person, or those that a search finds, with the golden columns that the reader may see. */
export async function exportedPeople(q: string): Promise<Exported> {
  const { names, filter } = await seenBy(await authorise('export'), q);
  return {
    columns: ['weft_id', ...names, 'weft_records', 'first_seen', 'last_seen'],
    batches: await streamRows(selectPeople(names, 'weft.customer_360', `${filter} order by p.weft_id`)),
  };
}

/** Order-by terms of a sort that exists; the id last, so that pages never overlap. */
function sortTerms(query: PeopleQuery, called: readonly string[], columns: readonly string[]): string {
  const { direction } = query;
  const sql = dialect();
  const terms: Record<string, string[]> = {
    name: called.length > 0 ? called.toReversed().map((name) => `p.${sql.ident(name)}`) : ['p.weft_id'],
    records: ['i.records'],
    first_seen: ['p.first_seen'],
    last_seen: ['p.last_seen'],
    ...Object.fromEntries(columns.map((name) => [name, [`p.${sql.ident(name)}`]])),
  };
  const chosen = terms[query.sort] ?? ['p.last_seen'];
  return [...chosen.map((term) => `${term} ${direction} nulls last`), 'p.weft_id'].join(', ');
}
