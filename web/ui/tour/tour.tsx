'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useEffect, useRef } from 'react';
import type { Indexed } from '../shell/indexed.ts';
import css from './tour.module.css';
import { tourHref, tourSteps } from './tour-steps.ts';

/** The tour's card: a page at a time, for as long as the address says so. */
export function Tour({ workspace, index }: { workspace: string; index: readonly Indexed[] }) {
  const words = useTranslations('tour');
  const router = useRouter();
  const [place, setPlace] = useQueryState('tour', parseAsInteger);
  const card = useRef<HTMLElement>(null);
  const steps = tourSteps(workspace, index);
  const step = place === null ? undefined : steps[place - 1];
  const known = step?.id;
  useEffect(() => {
    if (known !== undefined) card.current?.focus({ preventScroll: true });
  }, [known]);
  if (place === null || step === undefined) return null;
  const go = (to: number) => {
    const target = steps[to - 1];
    if (target === undefined) void setPlace(null);
    else router.push(tourHref(target.href, to - 1));
  };
  return (
    <aside
      ref={card}
      tabIndex={-1}
      className={css.card}
      aria-label={words('label')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') void setPlace(null);
      }}
    >
      <div className={css.head}>
        <span className={css.place}>{words('step', { step: place, count: steps.length })}</span>
        <ActionIcon size="sm" aria-label={words('end')} onClick={() => void setPlace(null)}>
          <IconX size={16} stroke={1.5} />
        </ActionIcon>
      </div>
      <h2>{words(`steps.${step.id}.title`)}</h2>
      <p>{words(`steps.${step.id}.text`)}</p>
      <div className={css.acts}>
        {place > 1 ? (
          <Button variant="subtle" color="gray" onClick={() => go(place - 1)}>
            {words('back')}
          </Button>
        ) : null}
        <Button variant="light" onClick={() => go(place + 1)}>
          {words(place === steps.length ? 'done' : 'next')}
        </Button>
      </div>
    </aside>
  );
}
