'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { Acted } from '../../data/actions/people.ts';
import type { Problem } from '../problem.ts';

/** An act on people under way: whether it is, what went wrong, and the secret that it gave. */
export function useAct() {
  const words = useTranslations('settings');
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const act = (work: () => Promise<Acted>) =>
    start(async () => {
      const acted = await work().catch((): Acted => ({ problem: { cause: words('unreachable') } }));
      setProblem(acted.problem);
      setSecret(acted.problem === null ? (acted.secret ?? null) : null);
    });
  return { pending, problem, secret, act };
}
