import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Area, Messages } from './locales.ts';

/** Gives the client parts below it the words of these areas, and of no other: a page carries what it shows. */
export async function Words({ areas, children }: { areas: readonly Area[]; children: ReactNode }) {
  const messages: Messages = await getMessages();
  const given = Object.fromEntries(
    Object.entries(messages).filter(([area]) => area === 'common' || areas.some((one) => one === area)),
  );
  return <NextIntlClientProvider messages={given}>{children}</NextIntlClientProvider>;
}
