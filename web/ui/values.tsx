import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFormats } from '../i18n/use-formats.ts';
import { Go } from './go.tsx';
import css from './values.module.css';

/** A count; shortened ones keep the exact value in a tooltip. Null is "not computed", which is never 0. */
export function Count({ value, href, reason }: { value: number | null; href?: string; reason?: string }) {
  const format = useFormats();
  const words = useTranslations('common');
  if (value === null) return <Missing reason={reason ?? words('notComputed')} />;
  const text = format.count(value);
  const exact = format.exact(value);
  const title = text === exact ? undefined : exact;
  return href === undefined ? (
    <span title={title}>{text}</span>
  ) : (
    <Go href={href} title={title}>
      {text}
    </Go>
  );
}

/** A dash that says why there is no value. */
export function Missing({ reason }: { reason: string }) {
  return (
    <span className={css.dim} title={reason} data-missing>
      –
    </span>
  );
}

/** A time with its zone; within a day it is relative, with the full time in the tooltip. */
export function Time({ at, zone, full }: { at: string | null; zone: string; full?: boolean }) {
  const format = useFormats();
  const words = useTranslations('common');
  if (at === null) return <Missing reason={words('never')} />;
  const written = format.time(at, zone);
  const ago = full ? null : format.ago(at, Date.now());
  return (
    <time dateTime={at} title={ago === null ? undefined : written}>
      {ago ?? written}
    </time>
  );
}

/** The age of a number that came from the warehouse. */
export function AsOf({ at, zone, begins }: { at: string | null; zone: string; begins?: boolean }) {
  const words = useTranslations('common');
  return at === null ? null : (
    <span className={css.dim}>
      {words.rich(begins ? 'asOfFirst' : 'asOf', { time: () => <Time at={at} zone={zone} full /> })}
    </span>
  );
}

export const Dim = ({ children }: { children: ReactNode }) => <span className={css.dim}>{children}</span>;

/** A value that the reader may not see; the value itself never leaves the server. */
export function Masked() {
  const words = useTranslations('common');
  return (
    <span className={css.masked} title={words('personal')}>
      •••
    </span>
  );
}

export const Id = ({ children }: { children: string }) => (
  <span className={css.id} title={children}>
    {children}
  </span>
);

export const Tiles = ({ children }: { children: ReactNode }) => <div className={css.tiles}>{children}</div>;

export function Tile({
  label,
  value,
  note,
  href,
}: {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  href?: string;
}) {
  const content = (
    <>
      <span className={css.tileLabel}>{label}</span>
      <span className={css.tileValue}>{value}</span>
      {note ? <span className={css.tileNote}>{note}</span> : null}
    </>
  );
  return href === undefined ? (
    <div className={css.tile}>{content}</div>
  ) : (
    <Go className={css.tile} href={href}>
      {content}
    </Go>
  );
}

export interface Fact {
  term: string;
  value: ReactNode;
  /** Where the value comes from. */
  from?: ReactNode;
}

/** Terms and their values, one a line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={css.facts}>
      {facts.map((fact) => (
        <div key={fact.term} style={{ display: 'contents' }}>
          <dt>{fact.term}</dt>
          <dd>
            {fact.value}
            {fact.from ? <span className={css.from}>{fact.from}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export const Panel = ({ children }: { children: ReactNode }) => <div className={css.panel}>{children}</div>;

/** A share as a short bar, beside the number that says it. */
export function Meter({ share }: { share: number }) {
  return (
    <span className={css.meter} aria-hidden="true">
      <span style={{ width: `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%` }} />
    </span>
  );
}
