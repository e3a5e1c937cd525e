import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { NextConfig } from 'next';

process.env.NEXT_TELEMETRY_DISABLED = '1';

/** The repository: pages import `connectors`, `models` and the workflows' start files from there. */
const repository = join(import.meta.dirname, '..');

const formatOnly = createRequire(import.meta.url).resolve('use-intl/format-message/format-only');

/** Nothing may frame the app, and nothing but the app may feed it scripts, styles or data. */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const config: NextConfig = {
  turbopack: {
    root: repository,
    // What next-intl's plugin sets; the plugin itself looks for the file where the process runs.
    resolveAlias: {
      'next-intl/config': './i18n/request.ts',
      // Messages come compiled (i18n/request.ts), so that no page carries the parser of their syntax.
      'use-intl/format-message': relative(import.meta.dirname, formatOnly),
    },
    // Paths below the home are read at run time; the app runs from the repository, so nothing is traced for it.
    ignoreIssue: [{ path: '**', title: /Dynamic filesystem access/ }],
  },
  outputFileTracingRoot: repository,
  // TypeScript 7 has no JavaScript API for Next to call; `tsc` at the root checks the types.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    '@google-cloud/bigquery',
    '@node-rs/argon2',
    'better-auth',
    'google-auth-library',
    'snowflake-sdk',
    '@temporalio/client',
    '@temporalio/common',
    'pg',
    'pino',
    'undici',
  ],
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@tabler/icons-react'] },
  poweredByHeader: false,
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: contentPolicy },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
      ],
    },
  ],
};

export default config;
