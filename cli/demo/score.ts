import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { recordKey } from '../../models/identity/record-key.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

export interface Score {
  /** Records that have a truth. */
  records: number;
  persons: number;
  /** Share of the pairs of records joined that are one person in truth; 1 where none was joined. */
  precision: number;
  /** Share of the pairs that are one person in truth that were joined. */
  recall: number;
}

/** The truth's tables carry the columns of a tuple under fixed names. */
const tupleColumns: Record<string, Record<string, string>> = {
  web_events: { anonymous_id: 'anonymous_id', user_id: 'user_id' },
  app_events: { device_id: 'anonymous_id', user_id: 'user_id' },
};

/** Pairwise precision and recall of the persons against the truth that came with the demo company. */
export async function scoreIdentity(warehouse: Warehouse, workspace: Workspace): Promise<Score> {
  const { dialect } = warehouse;
  const tuples = Object.entries(tupleColumns).flatMap(([slug, columns]) => {
    const source = workspace.get('source', slug);
    if (!source) return [];
    const renamed = Object.entries(columns).map(
      ([name, column]) => `${dialect.ident(column)} as ${dialect.ident(name)}`,
    );
    return [
      `select ${dialect.literal(slug)} as source, ${recordKey(dialect, source)} as record_key, person
       from (select ${renamed.join(', ')}, person from raw.truth_events where source = ${dialect.literal(slug)}) as t`,
    ];
  });
  const pairs = (columns: string) =>
    `(select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from judged group by ${columns}) as g)`;
  const [row] = await warehouse.query(`
    with truth as (
      select source, cast(record_key as varchar) as record_key, person from raw.truth
      ${tuples.map((tuple) => `union all ${tuple}`).join('\n')}
    ),
    judged as (
      select t.person, m.weft_id from truth as t
      join weft.identity_members as m on m.source = t.source and m.record_key = t.record_key
    )
    select (select count(*) from judged) as records, (select count(distinct person) from judged) as persons,
      ${pairs('person, weft_id')} as both, ${pairs('weft_id')} as joined, ${pairs('person')} as true_pairs`);
  const share = (part: unknown, whole: unknown) => (Number(whole) === 0 ? 1 : Number(part) / Number(whole));
  return {
    records: Number(row?.records),
    persons: Number(row?.persons),
    precision: share(row?.both, row?.joined),
    recall: share(row?.both, row?.true_pairs),
  };
}
