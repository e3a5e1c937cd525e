'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { withdraw } from '../../data/actions/people.ts';
import { useAct } from './use-act.ts';

export function Withdraw({ id }: { id: string }) {
  const words = useTranslations('settings');
  const { pending, act } = useAct();
  return (
    <Button size="compact-sm" variant="default" loading={pending} onClick={() => act(() => withdraw(id))}>
      {words('withdraw')}
    </Button>
  );
}
