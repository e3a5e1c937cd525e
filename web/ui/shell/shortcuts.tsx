'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { mayLeave } from '../leave-guard.ts';
import { navigation } from './nav-items.ts';

/** How long after `G` the second key counts. */
const patienceMs = 1_200;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `G` and a letter: goes to that page, as the navigation's tooltips say. */
export function Shortcuts({ workspace }: { workspace: string }) {
  const router = useRouter();
  useEffect(() => {
    const { groups, foot } = navigation(workspace);
    const items = [...groups.flatMap((group) => group.items), ...foot];
    let since = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const key = event.key.toLowerCase();
      if (Date.now() - since < patienceMs) {
        since = 0;
        const item = items.find((one) => one.key === key);
        if (item) {
          event.preventDefault();
          if (mayLeave()) router.push(item.href);
        }
      } else if (key === 'g') since = Date.now();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router, workspace]);
  return null;
}
