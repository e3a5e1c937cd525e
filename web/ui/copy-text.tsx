'use client';

import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

/** Copies a text, which `label` names; the text itself stands beside it, for those whose browser has no clipboard. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const words = useTranslations('common');
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${words(copied ? 'copied' : 'copy')}: ${label}`}
          leftSection={
            copied ? (
              <IconCheck size={14} stroke={1.75} aria-hidden="true" />
            ) : (
              <IconCopy size={14} stroke={1.5} aria-hidden="true" />
            )
          }
          onClick={copy}
        >
          {words(copied ? 'copied' : 'copy')}
        </Button>
      )}
    </CopyButton>
  );
}
