'use client';

import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { DeletedResource } from './delete-dialog.tsx';

export const DeleteDialog = dynamic(() => import('./delete-dialog.tsx'), { ssr: false });

/** The button that removes a resource. */
export function DeleteResource(props: DeletedResource) {
  const common = useTranslations('common');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} stroke={1.5} aria-hidden="true" />}
        onClick={() => setAsked(true)}
      >
        {common('deleteAsk')}
      </Button>
      {asked ? <DeleteDialog {...props} onClose={() => setAsked(false)} /> : null}
    </>
  );
}
