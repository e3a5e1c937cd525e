'use client';

import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Copies a text; the text itself stands beside it, for those whose browser has no clipboard. */
export function CopyText({ text, label }: { text: string; label: string }) {
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={copied ? `${label}: copied` : label}
          leftSection={
            copied ? (
              <IconCheck size={14} stroke={1.75} aria-hidden="true" />
            ) : (
              <IconCopy size={14} stroke={1.5} aria-hidden="true" />
            )
          }
          onClick={copy}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      )}
    </CopyButton>
  );
}
