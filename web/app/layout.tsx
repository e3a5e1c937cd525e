import '@fontsource-variable/instrument-sans/index.css';
import '@fontsource-variable/source-serif-4/index.css';
import '@fontsource-variable/geist-mono/index.css';
import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '../theme/global.css';

import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata } from 'next';
import { getLocale } from 'next-intl/server';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { Words } from '../i18n/words.tsx';
import { Theme } from '../theme/provider.tsx';

export const metadata: Metadata = { title: { default: 'Weft', template: '%s · Weft' }, robots: 'noindex' };

// Every page shows the state of the moment; none is made at build time.
export const dynamic = 'force-dynamic';

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={await getLocale()} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
      </head>
      <body>
        <Theme>
          <NuqsAdapter>
            <Words areas={[]}>{children}</Words>
          </NuqsAdapter>
        </Theme>
      </body>
    </html>
  );
}
