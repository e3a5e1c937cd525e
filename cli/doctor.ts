import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { ConfigError, messageOf, Unavailable } from '../connectors/errors.ts';
import {
  controlAddress,
  embeddedAddress,
  embeddedDatabases,
  embeddedPostgres,
  pythonProgram,
  readEndpoints,
  readSettings,
  type Settings,
} from '../connectors/settings.ts';
import { connectionFacts } from '../connectors/warehouses/connection-facts.ts';
import { readHolder } from './bootstrap/lock.ts';
import { answer, redact, table } from './output.ts';
import { accessChecks, checkPostgres, checkWorker, outcomeOf, tablesInForce } from './platform/checks.ts';
import { checkPorts, choosePort } from './platform/ports.ts';
import { postgresProgram } from './platform/postgres.ts';
import { postgresUser } from './platform/postgres-user.ts';
import { partNames, readUsedPorts, supervisorLock } from './platform/records.ts';
import { checkNamespace, temporalAddress } from './platform/temporal.ts';
import { checkWeb } from './platform/web.ts';

const run = promisify(execFile);
const gibibyte = 1024 ** 3;

interface Finding {
  check: string;
  result: 'ok' | 'warn' | 'fail';
  detail: string;
  mend?: string;
}

/** Thrown by a check whose subject works, but not as well as it should, or is not there to be checked. */
class Doubt extends Unavailable {}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('check everything Weft needs, and say how to mend it; exit code 1 where something fails')
    .option('--json', 'the same as JSON')
    .action(async () => {
      const settings = readSettings();
      const [examined, access] = await Promise.all([
        Promise.all(Object.entries(checks).map(([name, check]) => examine(name, () => check(settings)))),
        accessFindings(settings),
      ]);
      const findings = [...examined, ...access];
      const failed = findings.some((finding) => finding.result === 'fail');
      answer({ ok: !failed, home: settings.home, checks: findings }, () => describe(findings));
      if (failed) process.exitCode = 1;
    });
}

async function examine(check: string, question: () => Promise<string>): Promise<Finding> {
  let doubtful = false;
  const outcome = await outcomeOf(() =>
    question().catch((error: unknown) => {
      doubtful = error instanceof Doubt;
      throw error;
    }),
  );
  return {
    check,
    result: outcome.ok ? 'ok' : doubtful ? 'warn' : 'fail',
    detail: redact(outcome.text),
    ...(outcome.mend === undefined ? {} : { mend: outcome.mend }),
  };
}

function describe(findings: readonly Finding[]): string {
  const signs = { ok: '✔', warn: '!', fail: '✖' };
  const width = Math.max(...findings.map((finding) => finding.check.length)) + 4;
  return findings
    .flatMap((finding) => [
      table([[`${signs[finding.result]} ${finding.check}`.padEnd(width), finding.detail]]),
      ...(finding.mend === undefined ? [] : [`${' '.repeat(width)}  do: ${finding.mend}`]),
    ])
    .join('\n');
}

const checks: Record<string, (settings: Settings) => Promise<string>> = {
  Node: async () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major > 22 || (major === 22 && minor >= 18)) return `${process.version} (${process.execPath})`;
    throw new ConfigError(`${process.version} is too old`, {
      mend: 'Start Weft by ./weft, which brings a newer one.',
    });
  },

  Python: async () => {
    const question =
      "import sys, importlib.metadata as m; print('Python', sys.version.split()[0], ', '.join(f'{n} {m.version(n)}' for n in ('dbt-core', 'dbt-duckdb', 'duckdb')))";
    return (await python(['-c', question])).trim();
  },

  // dbt --version would ask the registry for newer ones; this loads the same code without the network.
  dbt: async (settings) => {
    const { type } = connectionFacts(settings);
    const adapter = type === 'DuckLake' ? 'duckdb' : type.toLowerCase();
    await python(['-c', `import dbt.cli.main, dbt.adapters.${adapter}`]);
    return `loads, with its adapter for ${type === 'DuckLake' ? 'DuckDB' : type}`;
  },

  'DuckDB extensions': async () => {
    const [{ DuckDBInstance }, { extensionFolder, extensions }] = await Promise.all([
      import('@duckdb/node-api'),
      import('../connectors/warehouses/duckdb/attach.ts'),
    ]);
    try {
      const instance = await DuckDBInstance.create(':memory:', {
        extension_directory: extensionFolder(),
        autoinstall_known_extensions: 'false',
      });
      const connection = await instance.connect();
      for (const name of extensions) await connection.run(`load ${name}`);
      connection.closeSync();
      instance.closeSync();
      return extensions.join(', ');
    } catch (error) {
      throw new ConfigError(`they do not load: ${messageOf(error)}`, {
        mend: `Delete ${extensionFolder()} and the file "installed" two folders above it, then run ./weft doctor again.`,
        cause: error,
      });
    }
  },

  Files: async (settings) => {
    mkdirSync(settings.home, { recursive: true });
    accessSync(settings.home, constants.R_OK | constants.W_OK | constants.X_OK);
    return `${settings.home} can be written`;
  },

  'Disk space': async (settings) => {
    mkdirSync(settings.home, { recursive: true });
    const disk = statfsSync(settings.home);
    const free = (disk.bavail * disk.bsize) / gibibyte;
    const text = `${free.toFixed(1)} GiB free where ${settings.home} is`;
    const mend = 'Free some space, or set WEFT_HOME to a larger disk.';
    if (free < 0.5) throw new Unavailable(text, { mend });
    if (free < 3) throw new Doubt(text, { mend });
    return text;
  },

  Ports: async (settings) => {
    if (isRunning(settings)) return 'in use by Weft, which runs';
    await checkPorts(settings, partNames);
    return `free; the web app would take ${await choosePort(settings, 'web', readUsedPorts(settings))}`;
  },

  PostgreSQL: async (settings) => {
    const { WEFT_CONTROL_URL, WEFT_WAREHOUSE_URL } = settings.env;
    if (WEFT_CONTROL_URL === undefined && !isRunning(settings)) {
      const program = postgresProgram('postgres');
      const user = await postgresUser(program, embeddedPostgres(settings.home).data);
      const { stdout } = await run(program, ['--version']);
      throw notRunning(`${stdout.trim()}, which would run as ${user ? `user ${user.uid}` : 'you'}`);
    }
    const database = await checkPostgres(controlAddress(settings));
    if (WEFT_WAREHOUSE_URL !== undefined || WEFT_CONTROL_URL === undefined) return database;
    return `${database}; ${await checkPostgres(embeddedAddress(settings, embeddedDatabases.catalog))}`;
  },

  Warehouse: async (settings) => {
    if (settings.env.WEFT_WAREHOUSE_URL === undefined && !isRunning(settings)) throw notRunning();
    const { openWarehouse } = await import('../connectors/warehouses/registry.ts');
    const warehouse = await openWarehouse(settings);
    try {
      const { type, facts } = connectionFacts(settings);
      const tables = await warehouse.tables('weft');
      const where = facts.find(({ name }) => name === 'Account' || name === 'Project');
      return `${[type, where?.value].filter(Boolean).join(' ')}, ${tables.length} tables in the schema weft`;
    } finally {
      await warehouse.close();
    }
  },

  Temporal: async (settings) => {
    const address = temporalAddress(settings);
    if (address === undefined) {
      const { stdout } = await run(pythonProgram('temporal'), ['--version']);
      throw notRunning(stdout.trim());
    }
    await checkNamespace(settings, address);
    return `${address}, namespace ${settings.env.WEFT_TEMPORAL_NAMESPACE}`;
  },

  Worker: async (settings) => {
    const address = temporalAddress(settings);
    if (address === undefined) throw notRunning();
    return checkWorker(settings, address);
  },

  'Web app': async (settings) => {
    const url = readEndpoints(settings.home).web?.url;
    if (url === undefined) throw notRunning();
    await checkWeb(url);
    return url;
  },
};

/** A line for each right in the warehouse; none where it does not answer, which has a line of its own. */
async function accessFindings(settings: Settings): Promise<Finding[]> {
  if (settings.env.WEFT_WAREHOUSE_URL === undefined && !isRunning(settings)) return [];
  const tables = await tablesInForce(settings).catch(() => []);
  try {
    return (await accessChecks(settings, tables)).map(({ name, detail, ...rest }) => ({
      check: `Right: ${name}`,
      detail: redact(detail),
      ...rest,
    }));
  } catch {
    return [];
  }
}

const isRunning = (settings: Settings): boolean => readHolder(supervisorLock(settings)) !== undefined;

const notRunning = (what?: string): Doubt =>
  new Doubt(what === undefined ? 'not running' : `not running: ${what}`, {
    mend: 'Start it with ./weft up.',
  });

async function python(args: readonly string[]): Promise<string> {
  try {
    return (await run(pythonProgram('python'), args)).stdout;
  } catch (error) {
    throw new ConfigError(`it does not work: ${messageOf(error).trim().split('\n').at(-1)}`, {
      mend: 'Delete .weft/python (or python below $WEFT_TOOLCHAIN) and run ./weft doctor again, which installs it anew.',
      cause: error,
    });
  }
}
