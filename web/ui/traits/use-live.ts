'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveTrait } from '../../data/trait-asking.ts';
import { ask } from '../ask.ts';
import type { Problem } from '../problem.ts';
import type { TraitSpec } from './spec.ts';

export type Computed = Extract<LiveTrait, { state: 'computed' }>;

export interface Live {
  /** The last values that were computed; older than the trait while `pending` or `problems` say so. */
  computed: Computed | null;
  pending: boolean;
  /** What is wrong with the trait as it is now, by field. */
  problems: Extract<LiveTrait, { state: 'unfinished' }>['problems'];
  failure: Problem | null;
  retry: () => void;
}

const pauseMs = 300;

/** The values of a trait while it is being made: asked after a pause, and only the newest question counts. */
export function useLive(spec: TraitSpec, url: string): Live {
  const unreachable = useTranslations('traits.live')('unreachable');
  const [computed, setComputed] = useState<Computed | null>(null);
  const [problems, setProblems] = useState<Live['problems']>([]);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [pending, setPending] = useState(true);
  const [tries, setTries] = useState(0);
  const running = useRef<AbortController | null>(null);
  const { name: _name, description: _description, ...asked } = spec;
  const question = JSON.stringify(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks the same question again
  useEffect(() => {
    setPending(true);
    const timer = setTimeout(() => {
      const control = new AbortController();
      running.current = control;
      ask<LiveTrait>(url, { spec: JSON.parse(question) }, { signal: control.signal, unreachable })
        .then((answer) => {
          setPending(false);
          setFailure(answer.state === 'failed' ? answer.problem : null);
          if (answer.state === 'failed') return;
          setProblems(answer.data.state === 'unfinished' ? answer.data.problems : []);
          if (answer.data.state === 'computed') setComputed(answer.data);
        })
        // Only a newer question ends one before.
        .catch(() => undefined);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      running.current?.abort();
    };
  }, [question, url, unreachable, tries]);
  return {
    computed,
    pending,
    problems,
    failure,
    retry: useCallback(() => setTries((count) => count + 1), []),
  };
}
