'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';

const FloatingPopover = dynamic(() => import('./floating-popover.tsx'), { ssr: false });

export interface FloatingProps {
  opened: boolean;
  /** What leaves it: Escape, or a click elsewhere. Without it, it holds no focus of its own either. */
  onClose?: () => void;
  /** In pixels, or as wide as what it hangs on. */
  width?: number | 'target';
  padding?: number;
  className?: string | undefined;
  /** Of what it is to a screen reader, where that is no dialog. */
  region?: string;
  children: ReactNode;
}

/**
 * What floats below the element that it is put into, which is `position: relative`. What places it is loaded when it is
 * opened for the first time.
 */
export function Floating(props: FloatingProps) {
  const [wanted, setWanted] = useState(false);
  if (props.opened && !wanted) setWanted(true);
  return wanted ? <FloatingPopover {...props} /> : null;
}
