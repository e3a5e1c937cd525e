import { getRequestConfig } from 'next-intl/server';
import { compiled } from './compiled.ts';
import type { Locale, Messages } from './locales.ts';
import { requestLocale } from './request-locale.ts';

const load: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: () => import('../messages/en/index.ts'),
  de: () => import('../messages/de/index.ts'),
};

export default getRequestConfig(async () => {
  const locale = await requestLocale();
  const { default: messages } = await load[locale]();
  return { locale, messages: compiled(locale, messages), timeZone: 'UTC' };
});
