'use client';

import { useTranslations } from 'next-intl';
import type { Told } from '../../../connectors/destinations/rehearsal.ts';
import { CopyText } from '../copy-text.tsx';
import css from './request-aside.module.css';

/** JSON with a line for each field; any other text as it is. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What a destination is asked, word for word but for its secrets. */
export function ToldRequest({ told }: { told: Told }) {
  const words = useTranslations('syncs.editor.request');
  if (told.kind === 'statement') {
    return (
      <Block title={words('statement')} copy={told.text}>
        {told.text}
        {'\n\n'}
        {laidOut(told.values)}
      </Block>
    );
  }
  if (told.kind === 'file') {
    return (
      <Block title={words('file', { path: told.path })} copy={told.text ?? told.path}>
        {told.text ?? words('binary')}
      </Block>
    );
  }
  const headers = Object.entries(told.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <Block
      title={`${told.method} ${told.url}`}
      copy={[`${told.method} ${told.url}`, ...headers, '', told.body ?? ''].join('\n')}
    >
      <span className={css.headers}>{headers.join('\n')}</span>
      {told.body === null ? null : `\n\n${laidOut(told.body)}`}
    </Block>
  );
}

function Block({ title, copy, children }: { title: string; copy: string; children: React.ReactNode }) {
  const words = useTranslations('syncs.editor.request');
  return (
    <figure className={css.figure}>
      <figcaption>
        <code title={title}>{title}</code>
        <CopyText text={copy} label={words('title')} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className={css.text} tabIndex={0}>
        {children}
      </pre>
    </figure>
  );
}
