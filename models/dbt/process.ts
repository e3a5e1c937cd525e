import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';
import { DbtError } from '../../connectors/errors.ts';
import { type Dbt, dbtCommand } from './fork-server.ts';

/** A step of a dbt run: a model, a test or another node. */
export interface DbtNode {
  /** dbt's unique id, such as `model.weft.profiles`. */
  id: string;
  name: string;
  kind: 'model' | 'test' | 'other';
  status: 'running' | 'succeeded' | 'failed' | 'skipped' | 'warned';
  /** When it started, ISO 8601. */
  startedAt: string;
  seconds: number | null;
  /** What dbt said, for a node that failed or warned. */
  message: string | null;
  /** Position and number of all nodes, from 1. */
  index: number | null;
  total: number | null;
}

/** Whether a node is a model whose table or view is there as it was asked for. */
export const isBuilt = ({ kind, status }: Pick<DbtNode, 'kind' | 'status'>): boolean =>
  kind === 'model' && (status === 'succeeded' || status === 'warned');

export interface DbtRun {
  nodes: DbtNode[];
  seconds: number;
}

export interface DbtOptions {
  /** The `dbt` program. */
  program: string;
  /** `build` by default; `compile` writes the models' statements and runs none. */
  command?: 'build' | 'compile';
  project: string;
  /** Node selection in dbt's own syntax; all by default. */
  select?: readonly string[];
  /** Nodes of the selection that are left out, in the same syntax. */
  exclude?: readonly string[];
  /** Makes anew what would be amended; false by default. */
  fullRefresh?: boolean;
  /** The same for every run: dbt parses the whole project again when one differs. */
  vars: Readonly<Record<string, string>>;
  /** The run's id, and the time by which its windows are measured, ISO 8601. */
  run: { id: string; now: string };
  /** Added to the few variables that a dbt process gets. */
  environment: Readonly<Record<string, string>>;
  /** Started for this run alone, so that what it uses can be told from what others do. */
  ownProcess?: boolean;
  signal?: AbortSignal;
  onNode?: (node: DbtNode) => void;
}

/** What dbt gets of the environment: nothing of Weft's own secrets. */
const environmentAllowList = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'SSL_CERT_FILE',
  'OPENBLAS_CORETYPE',
];

/** dbt as every run starts it; a run adds variables of its own. */
export const dbtOf = (program: string): Dbt => ({
  program,
  environment: {
    ...Object.fromEntries(
      environmentAllowList.flatMap((name) =>
        process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']],
      ),
    ),
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    PYTHONWARNINGS: 'ignore',
  },
});

const logLine = z.object({
  info: z.object({ name: z.string(), level: z.string(), msg: z.string() }),
  data: z
    .object({
      index: z.number().optional(),
      total: z.number().optional(),
      execution_time: z.number().optional(),
      status: z.string().optional(),
      node_info: z
        .object({
          unique_id: z.string(),
          node_name: z.string(),
          resource_type: z.string(),
          node_started_at: z.string().optional(),
        })
        .partial()
        .optional(),
    })
    .loose()
    .optional(),
});
type LogLine = z.infer<typeof logLine>;

const statuses: Record<string, DbtNode['status']> = {
  success: 'succeeded',
  pass: 'succeeded',
  ok: 'succeeded',
  error: 'failed',
  'runtime error': 'failed',
  fail: 'failed',
  warn: 'warned',
  skipped: 'skipped',
  skip: 'skipped',
};

/** `PASS`, `OK created sql table model`, `FAIL 3`: the first word that says how it ended. */
function statusOf(text: string | undefined): DbtNode['status'] {
  const word = (text ?? '').toLowerCase();
  return statuses[word] ?? statuses[word.split(/[\s:]/)[0] ?? ''] ?? 'failed';
}

/** A model that was made says so in the engine's own words, such as `MERGE (6.0 rows, 1.2 KiB processed)`. */
const modelStatus = (text: string | undefined): DbtNode['status'] =>
  /^(error|partial success)/i.test(text ?? '') ? 'failed' : 'succeeded';

function nodeOf(line: LogLine): DbtNode | undefined {
  const { info, data } = line;
  const id = data?.node_info?.unique_id;
  if (!data || !id) return undefined;
  const type = data.node_info?.resource_type;
  const node: DbtNode = {
    id,
    name: data.node_info?.node_name ?? id,
    kind: type === 'model' ? 'model' : type === 'test' ? 'test' : 'other',
    status: 'running',
    startedAt: data.node_info?.node_started_at || new Date().toISOString(),
    seconds: data.execution_time ?? null,
    message: null,
    index: data.index ?? null,
    total: data.total ?? null,
  };
  if (info.name === 'LogStartLine') return node;
  if (info.name === 'LogTestResult') return { ...node, status: statusOf(data.status) };
  if (info.name === 'LogModelResult') return { ...node, status: modelStatus(data.status) };
  if (info.name === 'SkippingDetails' || info.name === 'LogSkipBecauseError')
    return { ...node, status: 'skipped' };
  return undefined;
}

/** The model that a macro's own warning is about: it begins with the model's name, for dbt does not say. */
const running = (nodes: ReadonlyMap<string, DbtNode>, message: string): DbtNode | undefined =>
  [...nodes.values()].find(({ name, status }) => status === 'running' && message.startsWith(`${name}:`));

/** A model that was made, but with a warning. */
const warnedStatus = (reported: DbtNode, known: DbtNode | undefined): DbtNode['status'] =>
  reported.status === 'succeeded' && known?.message ? 'warned' : reported.status;

/** Runs one dbt command over the project and resolves to its nodes. Throws DbtError when a node failed. */
export async function dbtBuild(options: DbtOptions): Promise<DbtRun> {
  const started = performance.now();
  const nodes = new Map<string, DbtNode>();
  const said: string[] = [];
  const dbt = dbtOf(options.program);
  const [program, ...parameters] = options.ownProcess ? [options.program] : await dbtCommand(dbt);
  const subprocess = execa(
    program,
    [
      ...parameters,
      options.command ?? 'build',
      ...['--project-dir', options.project, '--profiles-dir', options.project],
      ...['--log-format', 'json', '--log-level', 'info', '--log-path', join(options.project, 'logs')],
      '--no-use-colors',
      ...['--vars', JSON.stringify(options.vars)],
      ...(options.fullRefresh ? ['--full-refresh'] : []),
      ...(options.select && options.select.length > 0 ? ['--select', ...options.select] : []),
      ...(options.exclude && options.exclude.length > 0 ? ['--exclude', ...options.exclude] : []),
    ],
    {
      cwd: options.project,
      env: {
        ...dbt.environment,
        ...options.environment,
        WEFT_RUN_ID: options.run.id,
        WEFT_NOW: options.run.now,
      },
      extendEnv: false,
      stdin: parameters.length > 0 ? 'pipe' : 'ignore',
      all: true,
      buffer: false,
      reject: false,
      cancelSignal: options.signal,
      forceKillAfterDelay: 10_000,
    },
  );
  for await (const text of createInterface({ input: subprocess.all })) {
    let line: LogLine;
    try {
      line = logLine.parse(JSON.parse(text));
    } catch {
      if (text.trim() !== '') said.push(text);
      continue;
    }
    const id = line.data?.node_info?.unique_id;
    const known = id === undefined ? undefined : nodes.get(id);
    const { level } = line.info;
    const msg = withoutValues(line.info.msg).trim();
    if (level === 'error') said.push(msg);
    const warned = line.info.name === 'JinjaLogWarning' ? running(nodes, msg) : undefined;
    if (warned) {
      nodes.set(warned.id, { ...warned, message: msg });
      continue;
    }
    const reported = nodeOf(line);
    // The line that reports a node's end says only that it failed; why comes at the end of the run.
    const node = reported
      ? { ...reported, status: warnedStatus(reported, known), message: known?.message ?? null }
      : known && (level === 'error' || level === 'warn')
        ? { ...known, message: msg }
        : undefined;
    if (!node) continue;
    nodes.set(node.id, node);
    options.onNode?.(node);
  }
  const result = await subprocess;
  options.signal?.throwIfAborted();
  if (result.code === 'ENOENT') {
    throw new DbtError(`dbt is missing: ${options.program}`, {
      mend: 'Run `./weft doctor`; any `./weft` command installs it again.',
    });
  }
  const run = { nodes: [...nodes.values()], seconds: (performance.now() - started) / 1000 };
  if (result.signal) said.push(`it was ended by ${result.signal}`);
  if (result.exitCode !== 0) throw failure(run, said);
  return run;
}

/** The engine repeats a value that it could not convert; it is a customer's, and messages are kept and shown. */
export const withoutValues = (text: string): string =>
  text.replace(
    /((?:convert|cast|parse)\w*(?: string| value)?:?) (?:'(?:[^'\n]|'')*'|"[^"\n]*")/gi,
    "$1 '***'",
  );

/** Python's own account of an error ends with the error; what stands before it is the program's path to it. */
function withoutTraceback(text: string): string {
  const last = text.lastIndexOf('\n  File "');
  if (!text.includes('Traceback (most recent call last)') || last < 0) return text;
  return (
    text
      .slice(last + 1)
      .split('\n')
      .slice(2)
      .join('\n')
      .trim() || text
  );
}

/** What only the text of the engine's refusal tells. */
const mendOf = (text: string): string =>
  /limit for bytes billed/i.test(text)
    ? 'Raise budget.bytes_per_query of the workspace, or maximum_bytes_billed in WEFT_WAREHOUSE_URL. '
    : '';

function failure(run: DbtRun, said: readonly string[]): DbtError {
  const failed = run.nodes.filter((node) => node.status === 'failed');
  const first = failed[0];
  const text = withoutValues(
    withoutTraceback(first?.message ?? said.at(-1) ?? 'it ended without saying why'),
  );
  const names = failed.map((node) => node.name);
  return new DbtError(first ? `${first.kind} ${first.name} failed: ${text}` : `dbt stopped: ${text}`, {
    nodes: names,
    mend: `${mendOf(text)}The models after it were not built and keep their last good rows. See the run in the app, or the project's logs/dbt.log.`,
  });
}
