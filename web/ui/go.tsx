'use client';

import Link, { useLinkStatus } from 'next/link';
import type { ComponentProps } from 'react';
import { mayLeave } from './leave-guard.ts';
import { PendingLine } from './pending-line.tsx';

function Pending() {
  return useLinkStatus().pending ? <PendingLine /> : null;
}

/** A link inside the app. It is not fetched ahead: a table of fifty would ask fifty times. */
export function Go({ children, onNavigate, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link
      prefetch={false}
      {...props}
      onNavigate={(event) => {
        if (mayLeave()) onNavigate?.(event);
        else event.preventDefault();
      }}
    >
      {children}
      <Pending />
    </Link>
  );
}
