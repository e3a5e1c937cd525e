import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, Unavailable } from '../../connectors/errors.ts';
import { commandLine } from '../platform/processes.ts';

interface ProgramRun {
  program: string;
  arguments: readonly string[];
  folder: string;
  env?: NodeJS.ProcessEnv;
  /** Everything it prints goes here, and is quoted from here when it fails. */
  log: string;
  /** What it does, for the error: "npm could not install the packages". */
  failure: string;
}

/** Runs an installer or a build to its end. Stopped with this process. */
export async function runProgram(run: ProgramRun): Promise<void> {
  mkdirSync(dirname(run.log), { recursive: true });
  const log = openSync(run.log, 'w');
  const outcome = await new Promise<string | undefined>((resolve) => {
    const line = commandLine({ program: run.program, arguments: run.arguments, orphanSignal: 'SIGKILL' });
    // A group of its own, so that whatever it starts is stopped with it.
    const child = spawn(line.program, line.arguments, {
      cwd: run.folder,
      env: run.env ?? process.env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    const stop = () => {
      if (child.pid === undefined) return;
      try {
        // npm goes on after SIGTERM. What is half done is done anew at the next start.
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended in between.
      }
    };
    process.once('exit', stop);
    const end = (reason: string | undefined) => {
      process.removeListener('exit', stop);
      resolve(reason);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  closeSync(log);
  if (outcome === 'exit code 127') {
    throw new ConfigError(`${run.failure}: there is no program ${run.program}`, {
      mend: `Install ${run.program} (your system's package, or with Node from https://nodejs.org), then run this again.`,
    });
  }
  if (outcome !== undefined) throw explainFailure(run.failure, outcome, run.log);
}

const networkTrouble =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|Max retries exceeded|NewConnectionError|ConnectTimeout|ProxyError|name resolution|Could not find a version/;

/** The error for a program that failed, by what its log says. */
export function explainFailure(failure: string, outcome: string, log: string): Error {
  const text = readFileSync(log, 'utf8');
  if (/ENOSPC|No space left on device/.test(text) || isFull(dirname(log))) {
    return new Unavailable('The disk is full', {
      mend: 'Free about 3 GB on the disk of this folder, then run this again; what was installed so far is used.',
    });
  }
  if (networkTrouble.test(text)) {
    return new Unavailable(`${failure}: the package registry does not answer`, {
      mend: `Check the network, and the registry and proxy that npm and pip are set to (npm config get registry, pip config list), then run this again. The log: ${log}`,
    });
  }
  if (/EACCES|EPERM|Permission denied/.test(text)) {
    return new ConfigError(`${failure}: a file may not be written`, {
      mend: `Give the clone's folder to the user who runs this, then run it again. The log: ${log}`,
    });
  }
  const tail = text.trimEnd().split('\n').slice(-12).join('\n    ');
  return new ConfigError(`${failure} (${outcome})\n    ${tail}`, { mend: `The whole log: ${log}` });
}

/** On a full disk the log stays empty. */
function isFull(folder: string): boolean {
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize < 16 * 1024 ** 2;
}
