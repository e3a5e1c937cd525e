'use client';

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Go } from './go.tsx';

interface GoButtonProps {
  href: string;
  children: string;
  icon?: ReactNode;
  /** The one filled button of a view, or a quiet one. */
  filled?: boolean;
  small?: boolean;
  /** Where the words alone do not say of what. */
  label?: string;
}

/** A link that looks like the buttons beside it. */
export function GoButton({ href, children, icon, filled = false, small = false, label }: GoButtonProps) {
  return (
    <Button
      component={Go}
      href={href}
      variant={filled ? 'filled' : 'default'}
      size={small ? 'xs' : 'sm'}
      leftSection={icon}
      aria-label={label}
    >
      {children}
    </Button>
  );
}
