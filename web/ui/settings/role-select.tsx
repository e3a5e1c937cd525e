'use client';

import { Select } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { Role } from '../../../connectors/control/people-schema.ts';
import { changeRole } from '../../data/actions/people.ts';
import { useRoleChoices } from './role-choices.ts';
import { useAct } from './use-act.ts';

/** The role of somebody; another takes force at once. */
export function RoleSelect({ person, name, role }: { person: string; name: string; role: Role }) {
  const words = useTranslations('settings');
  const choices = useRoleChoices();
  const { pending, problem, act } = useAct();
  return (
    <Select
      size="xs"
      aria-label={`${words('role')}: ${name}`}
      data={choices}
      value={role}
      allowDeselect={false}
      disabled={pending}
      error={problem === null ? null : [problem.cause, problem.mend].filter(Boolean).join(' ')}
      onChange={(value) => {
        if (value !== null && value !== role) act(() => changeRole(person, value));
      }}
    />
  );
}
