'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { mayLeave } from './leave-guard.ts';

interface GoButtonProps {
  href: string;
  children: string;
  /** The one filled button of a view, or a quiet one. */
  filled?: boolean;
  small?: boolean;
  /** Where the words alone do not say of what. */
  label?: string;
}

/** A link that looks like the buttons beside it. */
export function GoButton({ href, children, filled = false, small = false, label }: GoButtonProps) {
  return (
    <Button
      component={Link}
      href={href}
      prefetch={false}
      variant={filled ? 'filled' : 'default'}
      size={small ? 'xs' : 'sm'}
      aria-label={label}
      onNavigate={(event: { preventDefault: () => void }) => {
        if (!mayLeave()) event.preventDefault();
      }}
    >
      {children}
    </Button>
  );
}
