import 'server-only';
import { cookies, headers } from 'next/headers';
import { isLocale, type Locale, localeCookie, preferredLocale } from './locales.ts';

/** The language that was chosen, else the browser's. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(localeCookie)?.value;
  return isLocale(chosen) ? chosen : preferredLocale((await headers()).get('accept-language'));
}
