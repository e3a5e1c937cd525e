'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import css from './builder.module.css';

const [least, most, begins] = [45, 72, 62];

/** Between rules and result: by pointer or by arrows; the share of the rules in percent. */
export function Splitter({ onMove }: { onMove: (share: number) => void }) {
  const words = useTranslations('segments.builder');
  const [share, setShare] = useState(begins);
  const put = (to: number) => {
    const kept = Math.round(Math.min(most, Math.max(least, to)));
    setShare(kept);
    onMove(kept);
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) put(((event.clientX - box.left) / box.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowLeft: share - 2,
      ArrowRight: share + 2,
      Home: least,
      End: most,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    put(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule of the text cannot be moved
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={words('splitter')}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={share}
      tabIndex={0}
      className={css.splitter}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={onKeyDown}
    />
  );
}
