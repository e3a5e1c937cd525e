import {
  IconActivity,
  IconArrowsExchange,
  IconBuildingWarehouse,
  IconDatabase,
  IconFingerprint,
  IconLayoutDashboard,
  IconPlugConnected,
  IconSchema,
  IconStack2,
  IconTag,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type Paths, pathsOf } from '../paths.ts';

export interface NavItem {
  name: string;
  href: string;
  icon: typeof IconDatabase;
  /** The key that goes here after `G`. */
  key: string;
}

export interface NavGroup {
  name: string | null;
  items: NavItem[];
}

function groups(paths: Paths): NavGroup[] {
  return [
    { name: null, items: [{ name: 'Overview', href: paths.overview, icon: IconLayoutDashboard, key: 'o' }] },
    {
      name: 'Audience',
      items: [
        { name: 'Profiles', href: paths.profiles(), icon: IconUsers, key: 'p' },
        { name: 'Segments', href: paths.segments(), icon: IconUsersGroup, key: 's' },
        { name: 'Traits', href: paths.traits(), icon: IconTag, key: 't' },
      ],
    },
    {
      name: 'Activate',
      items: [
        { name: 'Syncs', href: paths.syncs(), icon: IconArrowsExchange, key: 'y' },
        { name: 'Destinations', href: paths.destinations, icon: IconPlugConnected, key: 'd' },
      ],
    },
    {
      name: 'Data',
      items: [
        { name: 'Sources', href: paths.sources, icon: IconDatabase, key: 'r' },
        { name: 'Schema', href: paths.schema(), icon: IconSchema, key: 'c' },
        { name: 'Models', href: paths.models(), icon: IconStack2, key: 'm' },
        { name: 'Identity', href: paths.identity(), icon: IconFingerprint, key: 'i' },
        { name: 'Warehouse', href: paths.warehouse, icon: IconBuildingWarehouse, key: 'w' },
      ],
    },
  ];
}

/** Where one can go: only what works. */
export function navigation(workspace: string): { groups: NavGroup[]; foot: NavItem[] } {
  const paths = pathsOf(workspace);
  return {
    groups: groups(paths),
    foot: [{ name: 'Activity', href: paths.activity(), icon: IconActivity, key: 'a' }],
  };
}
