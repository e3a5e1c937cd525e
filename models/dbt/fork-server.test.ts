import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pythonProgram } from '../../connectors/settings.ts';
import { serverPid } from './fork-server.ts';
import { type DbtOptions, type DbtRun, dbtBuild, dbtOf } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'weft fork '));
const program = pythonProgram('dbt');

beforeAll(() => {
  // A server of this file's own, which it can kill.
  vi.stubEnv('WEFT_DBT_SERVERS', '');
  vi.stubEnv('A_SECRET_OF_WEFT', 'a secret of Weft');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A project of one model, and one test of it that fails where `fails`. */
function project(name: string, sql: string, fails = false): string {
  const path = join(folder, name);
  const files = {
    'dbt_project.yml': 'name: weft\nprofile: weft\nflags: { send_anonymous_usage_stats: false }\n',
    'profiles.yml':
      'weft: { target: here, outputs: { here: { type: duckdb, path: here.duckdb, threads: 1 } } }\n',
    'models/one.sql': sql,
    'tests/fails.sql': fails ? 'select 1' : 'select 1 where false',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

const run = (path: string, options: Partial<DbtOptions> = {}): Promise<DbtRun> =>
  dbtBuild({
    program,
    project: path,
    vars: {},
    run: { id: 'run1', now: '2026-11-30T00:00:00Z' },
    environment: {},
    ...options,
  });

const compiled = (path: string): string =>
  readFileSync(join(path, 'target/compiled/weft/models/one.sql'), 'utf8').trim();

const server = async (): Promise<number> => {
  const pid = await serverPid(dbtOf(program));
  if (pid === undefined) throw new Error('there is no server');
  return pid;
};

/** The processes that run dbt for this one. */
const runs = async (): Promise<number[]> => {
  const pid = await server();
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
};

const forever = 'select count(*) as n from range(1000000) a, range(1000000) b where hash(a, b) = 1';

/** Resolves to the process that runs a model without an end, and to what its run comes to. */
async function endless(signal?: AbortSignal): Promise<{ pid: number; outcome: Promise<Error> }> {
  let started: () => void = () => {};
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const outcome = run(project('endless', forever), {
    ...(signal ? { signal } : {}),
    onNode: () => started(),
  }).then(
    () => new Error('it ended well'),
    (error: Error) => error,
  );
  await Promise.race([running, outcome]);
  const [pid] = await runs();
  if (pid === undefined) throw new Error(`dbt does not run: ${(await outcome).message}`);
  return { pid, outcome };
}

/** One that nobody has waited for keeps its place in the table. */
const gone = (pid: number): boolean =>
  !existsSync(`/proc/${pid}`) || /^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test.runIf(process.platform === 'linux')(
  'runs share what is imported, and nothing else',
  async () => {
    const say = "select '{{ env_var('GIVEN', 'none') }} {{ env_var('A_SECRET_OF_WEFT', 'none') }}' as said";
    const first = project('first', say);
    const second = project('second', say);
    // The second run has neither the first one's environment nor its folder; both are under way at once.
    await Promise.all([run(first, { environment: { GIVEN: 'to the first' } }), run(second)]);
    expect(compiled(first)).toBe("select 'to the first none' as said");
    expect(compiled(second)).toBe("select 'none none' as said");
    for (const path of [first, second]) expect(existsSync(join(path, 'here.duckdb'))).toBe(true);
    expect(await runs()).toEqual([]);
    expect(readFileSync(`/proc/${await server()}/environ`, 'utf8')).not.toContain('secret');
  },
  180_000,
);

test('a run that fails says why', async () => {
  await expect(run(project('failing', 'select 1 as n', true))).rejects.toThrow(
    'test fails failed: Got 1 result',
  );
  await expect(run(project('unparsed', "select {{ ref('none') }}"))).rejects.toThrow(
    /dbt stopped: [\s\S]*none/,
  );
}, 180_000);

test.runIf(process.platform === 'linux')(
  'a run that is cancelled ends',
  async () => {
    const controller = new AbortController();
    const { pid, outcome } = await endless(controller.signal);
    controller.abort(new Error('no longer wanted'));
    expect((await outcome).message).toBe('no longer wanted');
    await vi.waitFor(() => expect(gone(pid)).toBe(true), { timeout: 60_000 });
  },
  180_000,
);

test.runIf(process.platform === 'linux')(
  'what ended a run is told',
  async () => {
    const { pid, outcome } = await endless();
    process.kill(pid, 'SIGKILL');
    expect((await outcome).message).toContain('dbt stopped: it was ended by SIGKILL');
  },
  180_000,
);

test.runIf(process.platform === 'linux')(
  'runs end with the server, and the next one has a new one',
  async () => {
    const { pid, outcome } = await endless();
    const before = await server();
    process.kill(before, 'SIGKILL');
    expect((await outcome).message).toContain('the process that dbt was forked from ended during the run');
    await vi.waitFor(() => expect(gone(pid)).toBe(true), { timeout: 60_000 });
    await run(join(folder, 'second'));
    expect(await server()).not.toBe(before);
  },
  180_000,
);

test('a program that starts a run ends after it, and whatever ends it ends the run', async () => {
  const script = (path: string) => `
    const { dbtBuild } = await import(${JSON.stringify(join(import.meta.dirname, 'process.ts'))});
    const run = { id: 'run1', now: '2026-11-30T00:00:00Z' };
    const onNode = () => console.log(process.pid);
    await dbtBuild({ program: ${JSON.stringify(program)}, project: ${JSON.stringify(path)}, vars: {}, run, environment: {}, onNode });
  `;
  const start = (path: string) =>
    execa(process.execPath, ['--input-type=module', '-e', script(path)], {
      env: { TMPDIR: folder },
      reject: false,
      timeout: 120_000,
    });
  expect((await start(join(folder, 'second'))).exitCode).toBe(0);
  const endless = start(join(folder, 'endless'));
  await new Promise((resolve) => endless.stdout.once('data', resolve));
  endless.kill('SIGKILL');
  await endless;
  // A process's arguments are those of its run, or of the server that it was forked from.
  const left = () => execa('pgrep', ['-f', folder], { reject: false }).then(({ stdout }) => stdout);
  await vi.waitFor(async () => expect(await left()).toBe(''), { timeout: 60_000 });
}, 180_000);

/** A folder of programs with dbt in it. */
function programs(name: string, python?: string): string {
  const bin = join(folder, name);
  mkdirSync(bin);
  symlinkSync(program, join(bin, 'dbt'));
  if (python !== undefined) {
    writeFileSync(join(bin, 'python'), python);
    chmodSync(join(bin, 'python'), 0o755);
  }
  return join(bin, 'dbt');
}

test.each([
  ['there is no Python beside it', undefined],
  ['the server does not start', '#!/bin/sh\nexit 1\n'],
  [
    'the server gives up',
    `#!/bin/sh\ncase $1 in *fork-server.py) echo listening; exit 1 ;; *) exec '${pythonProgram('python')}' "$@" ;; esac\n`,
  ],
])(
  'dbt runs by itself where %s',
  async (name, python) => {
    const path = project(`alone ${name}`, "select '{{ env_var('GIVEN') }}' as said");
    await run(path, { program: programs(`bin ${name}`, python), environment: { GIVEN: 'this' } });
    expect(compiled(path)).toBe("select 'this' as said");
  },
  180_000,
);

test('a dbt that is missing is named', async () => {
  const missing = join(folder, 'nothing', 'dbt');
  await expect(run(project('missing', 'select 1 as n'), { program: missing })).rejects.toThrow(
    `dbt is missing: ${missing}`,
  );
});
