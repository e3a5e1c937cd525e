import type { QueryOptions, Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { weftTable } from '../segments/ledger.ts';
import { nameOf } from '../words/names.ts';
import { exclusionsOf, listsDrawingOn } from '../workspace/exclusions.ts';
import type { List } from '../workspace/kinds/list.ts';
import type { Workspace } from '../workspace/resource.ts';
import { listModel } from './names.ts';

/** A person's place in one list, by the last refresh. */
export interface ListStanding {
  list: string;
  name: string;
  /** How the list draws on the segment that was asked of. */
  uses: 'part' | 'exclusion';
  /**
   * `capped`: a member of parts whose caps others filled, and of no other; `outside`: a member of none of the parts;
   * `unknown`: the list was not built since it was declared so.
   */
  state: 'contacted' | 'held_out' | 'excluded' | 'capped' | 'outside' | 'unknown';
  /** The part that claims them, with its place from 1. */
  claimedBy: { segment: string; place: number } | null;
  /** Their group of those who are contacted. */
  split: string | null;
  /** Segments whose members are in no part, of which they are one. */
  excludedBy: string[];
  /** Parts whose members they are, before the one that claims them, and whose caps others filled. */
  cappedBy: { segment: string; cap: number; by: string | null }[];
  /** Later parts whose members they are too. */
  alsoIn: string[];
}

/** For each list that draws on a segment, whether and as what a person is in it, and if not, why. */
export async function listStandings(
  warehouse: Warehouse,
  workspace: Workspace,
  { segment, weftId, query = {} }: { segment: string; weftId: string; query?: QueryOptions },
): Promise<ListStanding[]> {
  const lists = listsDrawingOn(workspace, segment);
  if (lists.length === 0) return [];
  const { dialect } = warehouse;
  const person = dialect.literal(weftId);
  const built = await Promise.all(
    lists.map(async ({ slug }) => (await warehouse.columns(`${weftSchema}.${listModel(slug)}`)).length > 0),
  );
  const anyBuilt = built.includes(true);
  const [members, listed] = anyBuilt
    ? await Promise.all([
        warehouse.query(
          `select segment from ${weftTable(dialect, 'segment_members')} where weft_id = ${person}`,
          query,
        ),
        warehouse.query(
          `select list, segment, place, held_out, split from ${weftTable(dialect, 'list_members')} where weft_id = ${person}`,
          query,
        ),
      ])
    : [[], []];
  const memberOf = new Set(members.map((row) => String(row.segment)));
  return lists.map((list, index) => ({
    ...{ list: list.slug, name: nameOf(list) },
    uses: list.parts.some((part) => part.segment === segment) ? 'part' : 'exclusion',
    ...standingIn(list, {
      memberOf,
      exclusions: exclusionsOf(workspace, list),
      row: listed.find((row) => row.list === list.slug),
      built: built[index] ?? false,
    }),
  }));
}

/** What a person's segments, and the list's row of them if it has one, say by the list's declaration. */
export function standingIn(
  list: List,
  {
    memberOf,
    exclusions,
    row,
    built,
  }: {
    memberOf: ReadonlySet<string>;
    exclusions: readonly string[];
    row: Row | undefined;
    built: boolean;
  },
): Omit<ListStanding, 'list' | 'name' | 'uses'> {
  const theirs = list.parts.filter(({ segment }) => memberOf.has(segment));
  if (row !== undefined) {
    const segment = String(row.segment);
    const claimed = list.parts.findIndex((part) => part.segment === segment);
    const before = list.parts.slice(0, Math.max(claimed, 0)).filter((part) => theirs.includes(part));
    return {
      state: row.held_out === true ? 'held_out' : 'contacted',
      claimedBy: { segment, place: Number(row.place) },
      split: row.split == null ? null : String(row.split),
      excludedBy: [],
      cappedBy: before.flatMap(capOf),
      alsoIn: theirs.filter((part) => list.parts.indexOf(part) > claimed).map((part) => part.segment),
    };
  }
  const none = { claimedBy: null, split: null, alsoIn: [] };
  if (!built) return { ...none, state: 'unknown', excludedBy: [], cappedBy: [] };
  const excludedBy = exclusions.filter((each) => memberOf.has(each));
  if (theirs.length === 0) return { ...none, state: 'outside', excludedBy, cappedBy: [] };
  if (excludedBy.length > 0) return { ...none, state: 'excluded', excludedBy, cappedBy: [] };
  const cappedBy = theirs.flatMap(capOf);
  return { ...none, state: cappedBy.length === theirs.length ? 'capped' : 'unknown', excludedBy, cappedBy };
}

const capOf = ({ segment, cap, by }: List['parts'][number]): ListStanding['cappedBy'] =>
  cap === undefined ? [] : [{ segment, cap, by: by ?? null }];
