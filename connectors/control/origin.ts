import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { GitState, Source } from './schema.ts';

const run = promisify(execFile);

/** What Git says in a folder, or undefined where it says no, or is not there. */
async function git(folder: string, ...words: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...words], { timeout: 10_000, maxBuffer: 10_000_000 });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/** Who acts: `$WEFT_ACTOR`, else Git's user.email, else the operating system's user. */
export async function currentActor(
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  return environment.WEFT_ACTOR || (await git(folder, 'config', 'user.email')) || systemUser();
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Where a folder's content comes from: Git, with its commit, where Git tracks it; else plain files. */
export async function originOf(folder: string): Promise<{ source: Source; git?: GitState }> {
  // A folder that Git ignores, such as one below .weft, may well lie inside a repository.
  const tracked = await git(folder, 'ls-files', '--', '.');
  const commit = tracked ? await git(folder, 'rev-parse', 'HEAD') : undefined;
  if (!commit) return { source: 'cli' };
  const [branch, changes] = await Promise.all([
    git(folder, 'symbolic-ref', '--short', '-q', 'HEAD'),
    git(folder, 'status', '--porcelain', '--', '.'),
  ]);
  return { source: 'git', git: { commit, ...(branch ? { branch } : {}), clean: changes === '' } };
}
