'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { endOwnSession } from '../../data/actions/people.ts';

export function EndSession({ id }: { id: string }) {
  const words = useTranslations('settings');
  const [pending, start] = useTransition();
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={pending}
      onClick={() =>
        start(async () => {
          await endOwnSession(id);
        })
      }
    >
      {words('end')}
    </Button>
  );
}
