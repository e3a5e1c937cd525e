'use client';

import { Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useOptimistic } from 'react';
import type { Role } from '../../../connectors/control/people-schema.ts';
import { changeRole } from '../../data/actions/people.ts';
import { useRoleChoices } from './role-choices.ts';
import { useAct } from './use-act.ts';

/** The role of somebody; another takes force at once, and is shown before the server has said so. */
export function RoleSelect({ person, name, role }: { person: string; name: string; role: Role }) {
  const words = useTranslations('settings');
  const choices = useRoleChoices();
  const { pending, problem, act } = useAct();
  const [shown, show] = useOptimistic(role);
  return (
    <Select
      size="xs"
      aria-label={`${words('role')}: ${name}`}
      data={choices}
      value={shown}
      allowDeselect={false}
      disabled={pending}
      error={problem === null ? null : [problem.cause, problem.mend].filter(Boolean).join(' ')}
      onChange={(value) => {
        if (value === null || value === role) return;
        act(() => {
          show(value);
          return changeRole(person, value);
        });
      }}
    />
  );
}
