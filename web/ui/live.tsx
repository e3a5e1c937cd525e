'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useFormats } from '../i18n/use-formats.ts';
import css from './live.module.css';

/** A stream that says nothing for so long has been cut. */
const silenceMs = 4_000;

/** Follows a run that is under way: the page is read again whenever something in it has changed. */
export function Live({ run, zone }: { run: string; zone: string }) {
  const format = useFormats();
  const words = useTranslations('common.live');
  const router = useRouter();
  const [heard, setHeard] = useState<number | null>(null);
  const [paused, setPaused] = useState(false);

  useEffect(() => {
    const source = new EventSource(`/api/runs/${encodeURIComponent(run)}/events`);
    let silence: ReturnType<typeof setTimeout>;
    const hear = () => {
      setHeard(Date.now());
      setPaused(false);
      clearTimeout(silence);
      silence = setTimeout(() => setPaused(true), silenceMs);
    };
    const change = () => {
      hear();
      router.refresh();
    };
    const end = () => {
      clearTimeout(silence);
      source.close();
      router.refresh();
    };
    source.addEventListener('beat', hear);
    source.addEventListener('change', change);
    source.addEventListener('end', end);
    source.addEventListener('error', () => setPaused(true));
    silence = setTimeout(() => setPaused(true), silenceMs);
    return () => {
      clearTimeout(silence);
      source.close();
    };
  }, [router, run]);

  const last = heard === null ? null : format.clock(new Date(heard).toISOString(), zone, { seconds: true });
  return (
    <p className={css.live} data-paused={paused} role="status">
      <span className={css.dot} aria-hidden="true" />
      {paused
        ? `${words('paused')}${last === null ? '' : ` ${words('last', { time: last, zone })}`}`
        : words('on')}
    </p>
  );
}
