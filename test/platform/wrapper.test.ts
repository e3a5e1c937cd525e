import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../connectors/settings.ts';

test('when nothing changed, the wrapper passes its arguments on and costs next to nothing', {
  timeout: 20_000,
}, async () => {
  const clone = fakeClone();
  stampAsInstalled(clone, 'production');
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const { stdout, milliseconds } = await weft(clone, ['status', '--json', 'a b', '']);
    expect(JSON.parse(stdout)).toEqual(['status', '--json', 'a b', '']);
    times.push(milliseconds);
  }
  expect(Math.min(...times)).toBeLessThan(1000);

  // By a link from elsewhere, too.
  const link = join(mkdtempSync(join(tmpdir(), 'weft-link-')), 'weft');
  onTestFinished(() => rmSync(dirname(link), { recursive: true }));
  symlinkSync(join(clone, 'weft'), link);
  expect(execFileSync(link, ['up'], { env: environment(), encoding: 'utf8' })).toBe('["up"]\n');
});

test('a changed lock file, and a command that needs the packages of the tests, go through the installer', {
  timeout: 20_000,
}, async () => {
  const clone = fakeClone();
  stampAsInstalled(clone, 'production');
  writeFileSync(join(clone, 'requirements.txt'), '# changed\n');
  expect((await weft(clone, ['status'], { WEFT_PYTHON: 'no-such-python' })).stderr).toContain('WEFT_PYTHON');
  stampAsInstalled(clone, 'production');
  expect((await weft(clone, ['status'])).exitCode).toBe(0);
  expect((await weft(clone, ['test'], { WEFT_PYTHON: 'no-such-python' })).exitCode).toBe(1);
});

test("another warehouse's dbt adapter is installed where its URL is set", { timeout: 20_000 }, async () => {
  const clone = fakeClone();
  const snowflake = { WEFT_WAREHOUSE_URL: 'snowflake://me@org-account/DB', WEFT_PYTHON: 'no-such-python' };
  const bigquery = { WEFT_WAREHOUSE_URL: 'bigquery://project', WEFT_PYTHON: 'no-such-python' };
  stampAsInstalled(clone, 'production');
  expect((await weft(clone, ['status'], snowflake)).stderr).toContain('WEFT_PYTHON');
  stampAsInstalled(clone, 'snowflake');
  expect((await weft(clone, ['status'], snowflake)).exitCode).toBe(0);
  expect((await weft(clone, ['status'])).exitCode).toBe(0);
  expect((await weft(clone, ['status'], bigquery)).exitCode).toBe(1);
  stampAsInstalled(clone, 'full');
  expect((await weft(clone, ['status'], bigquery)).exitCode).toBe(0);
});

test('a Python that is too old, incomplete or broken is named, with what to do', {
  timeout: 20_000,
}, async () => {
  const clone = fakeClone();
  const python = (text: string) => {
    const file = join(clone, 'fake-python');
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return { WEFT_PYTHON: file };
  };
  const old = await weft(clone, ['up', '--json'], python("printf '/opt/python\\n3.8.18\\n\\n'"));
  expect(old.exitCode).toBe(1);
  expect(old.stdout).toBe('');
  expect(old.stderr).toContain(`is 3.8.18 (/opt/python); Python 3.10 to 3.13 is needed`);
  expect(old.stderr).toMatch(/\n {2}do: Install one/);
  const bare = await weft(clone, ['up'], python("printf '/usr/bin/python3\\n3.12.1\\nensurepip\\n'"));
  expect(bare.stderr).toContain('Python 3.12.1 (/usr/bin/python3) lacks its module ensurepip');
  expect(bare.stderr).toContain('apt install python3.12-venv');
  const broken = await weft(clone, ['up'], python('exit 127'));
  expect(broken.stderr).toContain('does not run');
});

test('without Node, or with one too old to start with, the wrapper says so', async () => {
  const clone = fakeClone();
  const bin = join(clone, 'bin');
  mkdirSync(bin);
  const onlyThis = { PATH: `${bin}:/bin:/usr/bin` };
  writeFileSync(join(bin, 'node'), '#!/bin/sh\necho v18.19.0\n');
  chmodSync(join(bin, 'node'), 0o755);
  const { stderr, exitCode } = await weft(clone, ['up'], onlyThis);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('error: Node 20.9 or newer is needed, found v18.19.0\n  do: Install Node');
});

/** The wrapper and its second half in a folder of their own, with a command line that prints its arguments. */
function fakeClone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'weft clone '));
  onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
  for (const path of [
    'weft',
    'cli/bootstrap',
    'cli/output.ts',
    'cli/platform/processes.ts',
    'connectors/errors.ts',
  ])
    cpSync(join(projectRoot, path), join(clone, path), { recursive: true });
  writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
  writeFileSync(join(clone, 'cli', 'main.ts'), 'console.log(JSON.stringify(process.argv.slice(2)));');
  for (const name of ['.npmrc', 'requirements.txt', 'requirements-snowflake.txt', 'requirements-dev.txt'])
    writeFileSync(join(clone, name), '');
  mkdirSync(join(clone, 'test', 'emulators', 'snowflake'), { recursive: true });
  writeFileSync(join(clone, 'test', 'emulators', 'snowflake', 'requirements.txt'), '');
  mkdirSync(join(clone, 'node_modules'));
  for (const name of ['package-lock.json', 'node_modules/.package-lock.json'])
    writeFileSync(join(clone, name), '{"packages":{}}');
  mkdirSync(join(clone, '.weft', 'python', 'bin'), { recursive: true });
  symlinkSync(process.execPath, join(clone, '.weft', 'python', 'bin', 'python'));
  return clone;
}

/** As the installer leaves it, by the wrapper's own reckoning of what is installed. */
function stampAsInstalled(clone: string, set: 'production' | 'snowflake' | 'full'): void {
  writeFileSync(join(clone, 'cli', 'bootstrap', 'main.ts'), 'console.log(process.argv[4]);');
  const key = execFileSync(join(clone, 'weft'), ['status'], { env: environment(), encoding: 'utf8' });
  cpSync(join(projectRoot, 'cli', 'bootstrap', 'main.ts'), join(clone, 'cli', 'bootstrap', 'main.ts'));
  writeFileSync(join(clone, '.weft', 'installed'), `${set}\n${key}`);
  expect(readFileSync(join(clone, '.weft', 'installed'), 'utf8')).toContain(clone);
}

function environment(added: Record<string, string> = {}): NodeJS.ProcessEnv {
  const {
    WEFT_TOOLCHAIN: _toolchain,
    WEFT_HOME: _home,
    WEFT_PYTHON: _python,
    WEFT_WAREHOUSE_URL: _warehouse,
    ...rest
  } = process.env;
  return { ...rest, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...added };
}

interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
  milliseconds: number;
}

function weft(clone: string, args: string[], added: Record<string, string> = {}): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = execFile(join(clone, 'weft'), args, { env: environment(added) }, (_error, stdout, stderr) =>
      resolve({
        exitCode: child.exitCode ?? -1,
        stdout,
        stderr,
        milliseconds: performance.now() - started,
      }),
    );
  });
}
