'use client';

import Link, { useLinkStatus } from 'next/link';
import type { ComponentProps } from 'react';
import { PendingLine } from './pending-line.tsx';

function Pending() {
  return useLinkStatus().pending ? <PendingLine /> : null;
}

/** A link inside the app. It is not fetched ahead: a table of fifty would ask fifty times. */
export function Go({ children, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link prefetch={false} {...props}>
      {children}
      <Pending />
    </Link>
  );
}
