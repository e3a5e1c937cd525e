'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';

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
    <Button component={Link} href={href} prefetch={false} variant={filled ? 'filled' : 'default'} size="sm">
      {children}
    </Button>
  );
}
