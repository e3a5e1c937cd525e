'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Kind } from '../../../models/workspace/resource.ts';
import { discardDraft, saveDraft } from '../../data/actions/edit-resource.ts';
import { forgetDraft, keepDraft } from './kept-draft.ts';

/** `none`: what is shown is what is in force. `kept`: in this browser, not yet at the server. */
export type DraftStanding = 'none' | 'saving' | 'saved' | 'kept' | 'failed';

/** How long one rests before the draft is saved. */
const restMs = 800;

/** Saves a draft by itself a moment after each change: in this browser at once, at the server after a rest. */
export function useDraft({
  kind,
  slug,
  spec,
  baseVersion,
  dirty,
}: {
  kind: Kind;
  slug: string;
  spec: unknown;
  baseVersion: number;
  /** Whether it differs from what is in force. */
  dirty: boolean;
}): { standing: DraftStanding; drop: () => Promise<void>; settled: () => void } {
  const [standing, setStanding] = useState<DraftStanding>(dirty ? 'saved' : 'none');
  // What the server has; a render of the same is no change.
  const stored = useRef(spec);
  // Of two answers only the later question's counts.
  const asked = useRef(0);

  useEffect(() => {
    if (spec === stored.current) return;
    const mine = ++asked.current;
    const timer = setTimeout(async () => {
      stored.current = spec;
      setStanding(dirty ? 'saving' : 'none');
      const problem = dirty
        ? await saveDraft({ kind, slug, spec, baseVersion }).catch(() => ({ cause: '' }))
        : await discardDraft(kind, slug).catch(() => null);
      if (asked.current !== mine) return;
      setStanding(!dirty ? 'none' : problem === null ? 'saved' : 'failed');
      if (problem === null) forgetDraft(kind, slug);
    }, restMs);
    if (dirty) {
      keepDraft(kind, slug, spec, baseVersion);
      setStanding('kept');
    }
    return () => clearTimeout(timer);
  }, [kind, slug, spec, baseVersion, dirty]);

  const settled = useCallback(() => {
    asked.current++;
    forgetDraft(kind, slug);
    setStanding('none');
  }, [kind, slug]);

  const drop = useCallback(async () => {
    settled();
    await discardDraft(kind, slug);
  }, [kind, slug, settled]);

  return { standing, drop, settled };
}
