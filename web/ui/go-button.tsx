'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import type { ReactNode } from 'react';

interface GoButtonProps {
  href: string;
  children: string;
  icon?: ReactNode;
  /** The one filled button of a view. */
  filled?: boolean;
}

/** A link that looks like the buttons beside it. */
export function GoButton({ href, children, icon, filled = false }: GoButtonProps) {
  return (
    <Button
      component={Link}
      href={href}
      prefetch={false}
      variant={filled ? 'filled' : 'default'}
      size="sm"
      leftSection={icon}
    >
      {children}
    </Button>
  );
}
