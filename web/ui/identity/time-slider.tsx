'use client';

import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import css from './time-slider.module.css';

interface TimeSliderProps {
  /** What is said of each moment, oldest first. */
  moments: readonly { at: string; label: string; changed: boolean }[];
  /** Null for now. */
  at: string | null;
  /** The state at that time in a sentence. */
  state: string;
  onChange: (at: string | null) => void;
}

/** Through the history of a graph: a tick for each moment at which something changed, and now at the right. */
export function TimeSlider({ moments, at, state, onChange }: TimeSliderProps) {
  const words = useTranslations('identity.inspector');
  const found = moments.findIndex((moment) => moment.at === at);
  const place = at === null || found === -1 ? moments.length : found;
  const label = moments[place]?.label ?? words('now');
  const go = (to: number) => onChange(moments[to]?.at ?? null);
  return (
    <div className={css.slider}>
      <ActionIcon
        variant="default"
        aria-label={words('earlier')}
        disabled={place === 0}
        onClick={() => go(place - 1)}
      >
        <IconChevronLeft size={16} stroke={1.5} />
      </ActionIcon>
      <div className={css.track}>
        <div className={css.ticks} aria-hidden="true">
          {moments.map((moment, index) => (
            <span
              key={moment.at}
              className={css.tick}
              data-changed={moment.changed}
              style={{ left: `${(index / moments.length) * 100}%` }}
            />
          ))}
        </div>
        <input
          className={css.input}
          type="range"
          min={0}
          max={moments.length}
          step={1}
          value={place}
          aria-label={words('slider')}
          aria-valuetext={label}
          disabled={moments.length === 0}
          onChange={(event) => go(Number(event.currentTarget.value))}
        />
      </div>
      <ActionIcon
        variant="default"
        aria-label={words('later')}
        disabled={place === moments.length}
        onClick={() => go(place + 1)}
      >
        <IconChevronRight size={16} stroke={1.5} />
      </ActionIcon>
      <div className={css.state} role="status">
        <strong>{label}</strong>
        <span>{state}</span>
      </div>
    </div>
  );
}
