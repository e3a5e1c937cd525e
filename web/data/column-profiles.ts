import 'server-only';
import { type ColumnProfile, columnProfiles, profilesTable } from '../../models/profiling/profiles.ts';
import { authorise } from './authorise.ts';
import { dialect, isBuilt, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** What is known of a column's values, without a value of one that is personal. */
export type ShownProfile = Omit<ColumnProfile, 'resource' | 'place' | 'definition'>;

export interface ShownProfiles {
  byColumn: Map<string, ShownProfile>;
  /** The rows they are of; null where none has been profiled. */
  of: Pick<ShownProfile, 'rows' | 'tableRows' | 'sampled' | 'profiledAt'> | null;
}

/** The profiles of a resource's columns (`source/orders`, `customer_360`); of none before it was first profiled. */
export async function profilesOf(resource: string): Promise<ShownProfiles> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const made = await isBuilt(profilesTable);
  const found = made ? await columnProfiles(rows, dialect(), workspace, { resource }) : [];
  return shownProfiles(found);
}

/** Profiles of one resource, by the column. */
export function shownProfiles(found: readonly ColumnProfile[]): ShownProfiles {
  const shown = found.map(({ resource: _resource, place: _place, definition: _definition, ...each }) => each);
  const [first] = shown;
  return {
    byColumn: new Map(shown.map((each) => [each.column, each])),
    of: first
      ? {
          ...{ rows: first.rows, tableRows: first.tableRows },
          ...{ sampled: first.sampled, profiledAt: first.profiledAt },
        }
      : null,
  };
}
