import {
  IconAbc,
  IconAt,
  IconBraces,
  IconCalendar,
  IconClock,
  IconHash,
  IconList,
  IconPhone,
  IconToggleLeft,
} from '@tabler/icons-react';
import type { FieldType } from '../../../connectors/destinations/define.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';

const icons: Record<FieldType | ColumnKind, typeof IconAbc> = {
  text: IconAbc,
  integer: IconHash,
  number: IconHash,
  decimal: IconHash,
  double: IconHash,
  boolean: IconToggleLeft,
  date: IconCalendar,
  timestamp: IconClock,
  email: IconAt,
  phone: IconPhone,
  list: IconList,
  object: IconBraces,
  json: IconBraces,
  bytes: IconBraces,
};

/** What type a column or a field is of. */
export function FieldIcon({ type }: { type: FieldType | ColumnKind }) {
  const Icon = icons[type];
  return <Icon size={16} stroke={1.5} role="img" aria-label={type} />;
}
