'use client';

import { isLocale, type Locale, localeCookie, preferredLocale } from '../i18n/locales.ts';

const texts: Record<Locale, { title: string; text: string; reference: string }> = {
  en: {
    title: 'Weft could not show this page',
    text: 'Nothing was changed. Reload the page; the log has the details',
    reference: 'ref',
  },
  de: {
    title: 'Weft konnte diese Seite nicht zeigen',
    text: 'Nichts wurde geändert. Lade die Seite neu; im Log stehen die Einzelheiten',
    reference: 'Ref.',
  },
};

/** The reader's language as the browser alone knows it. */
function localeHere(): Locale {
  if (typeof document === 'undefined') return 'en';
  const chosen = new RegExp(`(?:^|; )${localeCookie}=(\\w+)`).exec(document.cookie)?.[1];
  return isLocale(chosen) ? chosen : preferredLocale(navigator.languages.join(','));
}

/** The last resort, when even the frame failed; it can rely on no style of the app, nor on its messages. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const locale = localeHere();
  const { title, text, reference } = texts[locale];
  return (
    <html lang={locale}>
      <body style={{ font: '14px/20px system-ui', margin: '64px auto', maxWidth: 560, padding: '0 20px' }}>
        <h1 style={{ fontSize: 24 }}>{title}</h1>
        <p>
          {text}
          {error.digest ? ` (${reference} ${error.digest})` : ''}.
        </p>
      </body>
    </html>
  );
}
