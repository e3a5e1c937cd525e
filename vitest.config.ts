import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{cli,connectors,models,workflows,web}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'web/.next/**'],
    // Files start real servers; two cores carry two of them at a time.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
