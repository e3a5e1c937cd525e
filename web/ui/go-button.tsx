'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';

/** A link that looks like the buttons beside it. */
export function GoButton({ href, children }: { href: string; children: string }) {
  return (
    <Button component={Link} href={href} prefetch={false} variant="default" size="sm">
      {children}
    </Button>
  );
}
