'use client';

import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useReducer, useState } from 'react';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import type { Kind } from '../../../models/workspace/resource.ts';
import { type SaveResult, saveDraft, saveResource } from '../../data/actions/edit-resource.ts';
import { type PlanStart, planChange } from '../../data/actions/plan-identity.ts';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import { useLeaveGuard } from '../leave-guard.ts';
import type { Problem } from '../problem.ts';
import { type EditHistory, type EditStep, editStep, startHistory } from './edit-history.ts';
import { keptDraft } from './kept-draft.ts';
import { type DraftStanding, useDraft } from './use-draft.ts';

export type Conflict = Extract<SaveResult, { state: 'conflict' }>;

interface EditorInput<S> {
  kind: Kind;
  /** Under which the draft is kept; for a new resource `new`, until it is saved under its own. */
  slug: string;
  /** What is in force, or what a new resource begins from. */
  inForce: S;
  /** Null for a new resource. */
  state: EditedState | null;
  draft: DraftState | null;
  /** After a save: where to go, as a rule. */
  onSaved?: (slug: string, version: number) => void;
}

export interface ResourceEditor<S> {
  spec: S;
  /** Changes it; changes of the same thing right after one another are one step of undo. */
  change: (to: (now: S) => S, of?: string) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
  /** Whether it differs from what is in force. */
  dirty: boolean;
  draft: DraftStanding;
  /** What the draft is, for whoever keeps it in the place of this editor; `handedOver` once they did. */
  drafted: () => { spec: S; baseVersion: number };
  handedOver: () => void;
  /** Back to what is in force. */
  discard: () => Promise<void>;
  /** What the last save found wrong, by field. */
  problems: Finding[];
  failure: Problem | null;
  saving: boolean;
  /** Puts it in force, under its own slug or the one that a new resource is given; resolves to whether it was. */
  save: (as?: string) => Promise<boolean>;
  conflict: Conflict | null;
  resolve: (how: 'theirs' | 'mine' | 'back') => void;
  /** The last save was refused, as it changes who is one person and no plan shows how. */
  unplanned: boolean;
  /** Plans what it would change of who is one person; resolves to the plan's id. Null for a kind that changes nothing of it. */
  plan: (() => Promise<string | null>) | null;
  /** Whether it may be changed here: not while files have the say and nobody said "anyway". */
  unlocked: boolean;
  unlock: () => void;
}

/** Identity rules and sources are what a plan is made of. */
const isPlanned = (kind: Kind): kind is 'identity' | 'source' => kind === 'identity' || kind === 'source';

/** Whether two specs are one text; the order of fields counts, as it does in a file. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Everything that an editor of one resource does besides showing it: steps back and forth, a draft that saves itself,
 * saving as a new version, and what to do where that cannot be. `spec` is never changed in place.
 */
export function useResourceEditor<S extends object>(input: EditorInput<S>): ResourceEditor<S> {
  const { kind, slug, draft, onSaved } = input;
  const { version, managedBy } = input.state ?? { version: 0, managedBy: 'app' };
  const words = useTranslations('editor');
  const leaveWords = useTranslations('common')('unsaved');
  const [inForce, setInForce] = useState({ spec: input.inForce, version });
  const [base, setBase] = useState(draft?.baseVersion ?? version);
  const [history, dispatch] = useReducer(
    editStep as (history: EditHistory<S>, step: EditStep<S>) => EditHistory<S>,
    // A draft is what this editor wrote: of the shape of what it edits.
    (draft?.spec as S | undefined) ?? input.inForce,
    startHistory,
  );
  const [problems, setProblems] = useState<Finding[]>([]);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<{ result: Conflict; as: string } | null>(null);
  const [unplanned, setUnplanned] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [unlocked, setUnlocked] = useState(managedBy === 'app' || draft !== null);
  const spec = history.now;
  const dirty = !same(spec, inForce.spec);
  const kept = useDraft({ kind, slug, spec, baseVersion: base, dirty });
  useLeaveGuard(kept.standing === 'kept' || kept.standing === 'failed', leaveWords);

  // What a session that ended left in this browser alone.
  const draftedAt = draft?.updatedAt ?? null;
  useEffect(() => {
    const left = keptDraft(kind, slug, draftedAt);
    if (left === null || left.spec === null || typeof left.spec !== 'object') return;
    const before = left.spec as S;
    setBase(left.baseVersion);
    setUnlocked(true);
    dispatch({ type: 'change', to: () => before, at: Date.now() });
  }, [kind, slug, draftedAt]);

  const change = useCallback(
    (to: (now: S) => S, of?: string) => dispatch({ type: 'change', to, of, at: Date.now() }),
    [],
  );
  const undo = () => dispatch({ type: 'undo' });
  const redo = () => dispatch({ type: 'redo' });

  const put = async (as: string, from: number): Promise<boolean> => {
    setSaving(true);
    setProblems([]);
    setFailure(null);
    const result = await saveResource({
      kind,
      slug: as,
      spec,
      baseVersion: from,
      anyway: managedBy !== 'app' && unlocked,
    }).catch((): SaveResult => ({ state: 'failed', problem: { cause: words('unreachable') } }));
    setSaving(false);
    if (result.state === 'invalid') setProblems(result.problems);
    if (result.state === 'failed') setFailure(result.problem);
    if (result.state === 'managed') setFailure({ cause: words('managed') });
    if (result.state === 'unplanned') setFailure({ cause: words('unplanned'), mend: words('unplannedMend') });
    setUnplanned(result.state === 'unplanned' ? as : null);
    if (result.state === 'conflict') setConflict({ result, as });
    if (result.state !== 'saved') return false;
    setConflict(null);
    setInForce({ spec, version: result.version });
    setBase(result.changed ? result.version : from);
    // Under another name than the saved one the draft would stay.
    if (as === slug) kept.settled();
    else await kept.drop();
    notifications.show({
      message: result.changed ? words('saved', { version: result.version }) : words('savedSame'),
      color: 'moss',
    });
    if (result.unscheduled !== undefined) {
      notifications.show({ message: words('unscheduled'), color: 'weld', autoClose: false });
    }
    onSaved?.(as, result.version);
    return true;
  };

  const save = (as = slug) => put(as, base);

  const resolve = (how: 'theirs' | 'mine' | 'back') => {
    if (conflict === null || how === 'back') return setConflict(null);
    const { current } = conflict.result;
    if (how === 'mine') {
      setBase(current?.version ?? 0);
      void put(conflict.as, current?.version ?? 0);
      return;
    }
    if (current !== null) {
      const theirs = current.spec as unknown as S;
      setInForce({ spec: theirs, version: current.version });
      setBase(current.version);
      dispatch({ type: 'change', to: () => theirs, at: Date.now() });
    }
    setConflict(null);
  };

  const plan = async (of: 'identity' | 'source'): Promise<string | null> => {
    const as = unplanned ?? slug;
    setSaving(true);
    setProblems([]);
    setFailure(null);
    const started = await planChange({ kind: of, slug: as, spec, baseVersion: base }).catch(
      (): PlanStart => ({ state: 'failed', problem: { cause: words('unreachable') } }),
    );
    setSaving(false);
    if (started.state === 'invalid') setProblems(started.problems);
    if (started.state === 'failed') setFailure(started.problem);
    if (started.state !== 'started') return null;
    // The plan publishes it under its own slug: the draft of something new goes there.
    await saveDraft({ kind, slug: as, spec, baseVersion: base }).catch(() => null);
    if (as === slug) kept.settled();
    else await kept.drop();
    return started.id;
  };

  const discard = async () => {
    dispatch({ type: 'reset', to: inForce.spec });
    setBase(inForce.version);
    setProblems([]);
    setFailure(null);
    await kept.drop();
  };

  return {
    spec,
    change,
    undo: history.past.length > 0 ? undo : null,
    redo: history.future.length > 0 ? redo : null,
    dirty,
    draft: kept.standing,
    drafted: () => ({ spec, baseVersion: base }),
    handedOver: kept.settled,
    discard,
    problems,
    failure,
    saving,
    save,
    conflict: conflict?.result ?? null,
    resolve,
    unplanned: unplanned !== null,
    plan: isPlanned(kind) ? () => plan(kind) : null,
    unlocked,
    unlock: () => setUnlocked(true),
  };
}
