import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import { projectRoot } from '../connectors/settings.ts';
import { answer, note } from './output.ts';

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  success: z.boolean(),
});

/** Checks of the source that are no tests of behaviour; each counts as one. */
const checks: { name: string; program: string; parameters: string[] }[] = [
  { name: 'types', program: 'tsc', parameters: [] },
  { name: 'format and lint', program: 'biome', parameters: ['check', '--error-on-warnings'] },
  { name: 'dead code', program: 'knip', parameters: [] },
];

export function register(program: Command): void {
  program
    .command('test')
    .description('run the checks and the tests, on real parts')
    .argument('[filters...]', 'only test files whose path holds one of these; no checks')
    .option('--json', 'the counts as JSON')
    .action(async (filters: string[]) => {
      let passed = 0;
      let failed = 0;
      for (const check of filters.length > 0 ? [] : checks) {
        const ok = await runCheck(check);
        if (ok) passed += 1;
        else failed += 1;
      }
      const tests = await runTests(filters);
      passed += tests.passed;
      failed += tests.failed;
      answer({ passed, failed }, `\n${passed} passed, ${failed} failed`);
      if (failed > 0) process.exitCode = 1;
    });
}

const programFile = (name: string): string => join(projectRoot, 'node_modules', '.bin', name);

async function runCheck({ name, program, parameters }: (typeof checks)[number]): Promise<boolean> {
  const started = performance.now();
  const result = await execa(programFile(program), parameters, {
    cwd: projectRoot,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  note(result.exitCode === 0 ? `✔ ${name} ${seconds} s` : `✖ ${name}\n${result.all}`);
  return result.exitCode === 0;
}

/** Runs vitest and reads its own count; a runner that dies without one counts as a failure. */
async function runTests(filters: readonly string[]): Promise<{ passed: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-tests-'));
  const file = join(folder, 'report.json');
  try {
    const result = await execa(
      programFile('vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters],
      { cwd: projectRoot, reject: false, stdin: 'ignore', stdout: ['inherit'], stderr: ['inherit'] },
    );
    const counts = report.parse(JSON.parse(readFileSync(file, 'utf8')));
    // A file that cannot be loaded, or an error outside any test, fails the run without a failed test.
    const unseen = result.exitCode !== 0 && counts.numFailedTests === 0 ? 1 : 0;
    return { passed: counts.numPassedTests, failed: counts.numFailedTests + counts.numPendingTests + unseen };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
