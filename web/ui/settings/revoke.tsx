'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { revokeApiKey } from '../../data/actions/people.ts';
import { useAct } from './use-act.ts';

export function Revoke({ id, name }: { id: string; name: string }) {
  const words = useTranslations('settings');
  const { pending, act } = useAct();
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={pending}
      onClick={() => {
        if (window.confirm(words('revokeAsk', { name }))) act(() => revokeApiKey(id));
      }}
    >
      {words('revoke')}
    </Button>
  );
}
