'use client';

import { GitBar } from '../git-bar.tsx';

/** Says on a trait's page that files have the say; it is edited on another. */
export function TraitGitBar(given: {
  managedBy: 'git' | 'cli' | 'app';
  file: string;
  commit: string | null;
}) {
  return <GitBar {...given} unlocked={false} />;
}
