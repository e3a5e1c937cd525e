import type { Warehouse } from '../../../connectors/warehouses/connection.ts';

export interface MainPage {
  name: string;
  path: string;
  /** Whether it lists what there is many of: the issue names a time for those. */
  list: boolean;
}

const root = '/w/default';

/** The ten pages where people spend their day, on the largest segment, sync and person that there are. */
export async function mainPages(warehouse: Warehouse): Promise<MainPage[]> {
  const one = async (sql: string): Promise<string> => {
    const [row] = await warehouse.query(sql);
    if (row === undefined) throw new Error(`the demo has no row: ${sql}`);
    return encodeURIComponent(String(row.name));
  };
  const segment = await one(
    'select segment as name from weft.segment_members group by segment order by count(*) desc, segment limit 1',
  );
  const sync = await one('select sync as name from weft.sync_runs order by planned desc, sync limit 1');
  const person = await one(
    'select weft_id as name from weft.identity_persons order by records desc, weft_id limit 1',
  );
  return [
    { name: 'overview', path: root, list: false },
    { name: 'profiles', path: `${root}/profiles`, list: true },
    { name: 'profile', path: `${root}/profiles/${person}/summary`, list: false },
    { name: 'segments', path: `${root}/segments`, list: true },
    { name: 'segment_members', path: `${root}/segments/${segment}/members`, list: true },
    { name: 'segment_builder', path: `${root}/segments/${segment}/edit`, list: false },
    { name: 'traits', path: `${root}/traits`, list: true },
    { name: 'syncs', path: `${root}/syncs`, list: true },
    { name: 'sync_runs', path: `${root}/syncs/${sync}/runs`, list: true },
    { name: 'sources', path: `${root}/sources`, list: true },
  ];
}
