'use client';

import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';

/** Reads the page's parts anew. */
export function CheckAgain({ label }: { label: string }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  return (
    <Button
      variant="default"
      loading={pending}
      leftSection={<IconRefresh size={16} stroke={1.5} aria-hidden="true" />}
      onClick={() => startTransition(() => router.refresh())}
    >
      {label}
    </Button>
  );
}
