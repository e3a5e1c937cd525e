import type en from '../messages/en/index.ts';

export type Messages = typeof en;
export type Area = keyof Messages;

export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];
export const localeNames: Record<Locale, string> = { en: 'English', de: 'Deutsch' };

/** Where the choice of a language is kept. */
export const localeCookie = 'weft-locale';

export const isLocale = (text: unknown): text is Locale => locales.some((one) => one === text);

/** The first of a browser's languages that there is, by `Accept-Language`; English where there is none. */
export function preferredLocale(header: string | null): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(';q=');
      return { language: tag.toLowerCase().split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .toSorted((one, other) => other.weight - one.weight);
  return wanted.map(({ language }) => language).find(isLocale) ?? 'en';
}
