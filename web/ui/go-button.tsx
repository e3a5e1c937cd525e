'use client';

import { Button } from '@mantine/core';
import { Go } from './go.tsx';

/** A link that looks like the buttons beside it. */
export function GoButton({
  href,
  children,
  filled = false,
}: {
  href: string;
  children: string;
  /** The one filled button of a view. */
  filled?: boolean;
}) {
  return (
    <Button component={Go} href={href} variant={filled ? 'filled' : 'default'} size="sm">
      {children}
    </Button>
  );
}
