'use client';

import { useEffect } from 'react';

/** The words with which the page asks before it is left, while it has what is not saved. */
let question: string | null = null;

/** Asks before the page is left with what is not saved: by a link, by closing the tab or by loading it anew. */
export function useLeaveGuard(unsaved: boolean, words: string): void {
  useEffect(() => {
    if (!unsaved) return;
    question = words;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => {
      question = null;
      window.removeEventListener('beforeunload', ask);
    };
  }, [unsaved, words]);
}

/** Whether a link may be followed now; asks where that would lose something. */
export function mayLeave(): boolean {
  if (question === null) return true;
  if (!window.confirm(question)) return false;
  question = null;
  return true;
}
