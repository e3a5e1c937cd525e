'use client';

import { Group, SegmentedControl, Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useTransition } from 'react';
import { PendingLine } from '../pending-line.tsx';

interface LineageFilterProps {
  groups: { group: string; items: { value: string; label: string }[] }[];
}

/** Chooses what the lineage is of, and in which direction; both stay in the address. */
export function LineageFilter({ groups }: LineageFilterProps) {
  const words = useTranslations('models.lineage');
  const [pending, startTransition] = useTransition();
  const [{ of, direction }, setQuery] = useQueryStates(
    {
      of: parseAsString,
      direction: parseAsStringLiteral(['both', 'up', 'down'] as const).withDefault('both'),
    },
    { shallow: false, startTransition, history: 'push' },
  );
  return (
    <Group align="end">
      {pending ? <PendingLine /> : null}
      <Select
        label={words('of')}
        placeholder={words('all')}
        data={groups}
        value={of}
        onChange={(value) => setQuery({ of: value })}
        searchable
        clearable
        w={320}
      />
      <SegmentedControl
        aria-label={words('direction')}
        data={[
          { value: 'both', label: words('both') },
          { value: 'up', label: words('up') },
          { value: 'down', label: words('down') },
        ]}
        value={direction}
        onChange={(value) => setQuery({ direction: value === 'up' || value === 'down' ? value : 'both' })}
        disabled={of === null}
      />
    </Group>
  );
}
