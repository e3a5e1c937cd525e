'use client';

import { useTranslations } from 'next-intl';
import type { Role } from '../../../connectors/control/people-schema.ts';

const inOrder: readonly Role[] = ['admin', 'data_engineer', 'marketer', 'viewer'];

export function useRoleChoices(): { value: Role; label: string }[] {
  const words = useTranslations('shell');
  return inOrder.map((value) => ({ value, label: words(`roles.${value}`) }));
}
