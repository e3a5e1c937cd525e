import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { isLocale, type Locale, localeCookie, type Messages, preferredLocale } from './locales.ts';

const load: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: () => import('../messages/en/index.ts'),
  de: () => import('../messages/de/index.ts'),
};

/** The language that was chosen, else the browser's. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(localeCookie)?.value;
  return isLocale(chosen) ? chosen : preferredLocale((await headers()).get('accept-language'));
}

export default getRequestConfig(async () => {
  const locale = await requestLocale();
  return { locale, messages: (await load[locale]()).default, timeZone: 'UTC' };
});
