import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, longest first: begun last they would keep one core idle at the end. */
const longest = [
  /^test\/identity\//,
  /^test\/contracts\/same-outputs\//,
  /^test\/contracts\/warehouses\/bigquery/,
  /^test\/models\/(models|normalize)/,
  /^test\/contracts\//,
  /^test\/(scenarios|browser|import|warehouses)\//,
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = `${import.meta.dirname}/`;
    const rank = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((pattern) => pattern.test(moduleId.replace(root, '')));
      return found < 0 ? longest.length : found;
    };
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

export default defineConfig({
  test: {
    include: ['{cli,connectors,models,workflows,web}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'web/.next/**'],
    globalSetup: './test/fixtures/dbt-server.ts',
    setupFiles: './connectors/module-loading.ts',
    // Files start real servers; two cores carry two of them at a time.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
