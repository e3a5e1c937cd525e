import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readSettings, type Settings } from '../../connectors/settings.ts';

/** An empty home that is removed with the test; the installed toolchain is the project's. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'weft home '));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}

export const settingsFor = (home: string, environment: Record<string, string> = {}): Settings =>
  readSettings({ WEFT_HOME: home, ...environment });

/** The processes whose command line names the home: every embedded part's does. */
export function processesOf(home: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).includes(home))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

export async function eventually(what: () => Promise<void> | void, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      await what();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
