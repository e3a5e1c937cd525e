import '@fontsource-variable/instrument-sans/index.css';
import '@fontsource-variable/source-serif-4/index.css';
import '@fontsource-variable/geist-mono/index.css';
import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/spotlight/styles.css';
import '../theme/global.css';

import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata } from 'next';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { Theme } from '../theme/provider.tsx';

export const metadata: Metadata = { title: { default: 'Weft', template: '%s · Weft' }, robots: 'noindex' };

// Every page shows the state of the moment; none is made at build time.
export const dynamic = 'force-dynamic';

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
      </head>
      <body>
        <Theme>
          <NuqsAdapter>{children}</NuqsAdapter>
        </Theme>
      </body>
    </html>
  );
}
