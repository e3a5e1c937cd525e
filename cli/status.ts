import type { Command } from 'commander';
import {
  controlAddress,
  embeddedAddress,
  embeddedDatabases,
  readEndpoints,
  readSettings,
  type Settings,
} from '../connectors/settings.ts';
import { readHolder } from './bootstrap/lock.ts';
import { answer, redact, table } from './output.ts';
import { checkPostgres, checkWarehouse, checkWorker, type Outcome, outcomeOf } from './platform/checks.ts';
import { type PartName, readState, supervisorLock } from './platform/records.ts';
import { checkNamespace, temporalAddress } from './platform/temporal.ts';
import { checkWeb } from './platform/web.ts';

interface PartStatus {
  part: string;
  mode: 'embedded' | 'external';
  /** What the supervisor says of an embedded part; `not running` where none runs it. */
  state: string;
  /** Whether it answered just now. */
  answers: boolean;
  address?: string;
  detail: string;
  mend?: string;
  milliseconds: number;
  pid?: number;
  restarts?: number;
}

export function register(program: Command): void {
  program
    .command('status')
    .description('what runs, where, and whether it answers; exit code 1 unless all of it does')
    .option('--json', 'the same as JSON')
    .action(async () => {
      const settings = readSettings();
      const holder = readHolder(supervisorLock(settings));
      const state = holder ? readState(settings) : undefined;
      const parts = await Promise.all(questions(settings).map((question) => ask(settings, question)));
      const well = parts.every((part) => part.answers);
      const document = {
        running: holder !== undefined,
        well,
        home: settings.home,
        ...(holder ? { supervisor: { pid: holder.pid, purpose: holder.purpose, since: state?.since } } : {}),
        parts,
      };
      answer(document, () => describe(document, parts));
      if (!well) process.exitCode = 1;
    });
}

interface Question {
  part: string;
  embedded: PartName | undefined;
  address: string | undefined;
  check: (address: string) => Promise<string>;
}

/** One for each thing Weft needs; an embedded PostgreSQL is one, two servers of your own are two. */
function questions(settings: Settings): Question[] {
  const { env } = settings;
  const endpoints = readEndpoints(settings.home);
  const temporal = temporalAddress(settings);
  const embeddedPlace = endpoints.postgres && `${endpoints.postgres.host}:${endpoints.postgres.port}`;
  const list: Question[] = [];
  if (env.WEFT_CONTROL_URL === undefined || env.WEFT_WAREHOUSE_URL === undefined) {
    const database =
      env.WEFT_CONTROL_URL === undefined ? embeddedDatabases.control : embeddedDatabases.catalog;
    list.push({
      part: 'postgres',
      embedded: 'postgres',
      address: embeddedPlace,
      check: () => checkPostgres(embeddedAddress(settings, database)),
    });
  }
  if (env.WEFT_CONTROL_URL !== undefined) {
    list.push({
      part: 'control database',
      embedded: undefined,
      address: redact(env.WEFT_CONTROL_URL),
      check: () => checkPostgres(controlAddress(settings)),
    });
  }
  if (env.WEFT_WAREHOUSE_URL !== undefined) {
    list.push({
      part: env.WEFT_WAREHOUSE_URL.startsWith('ducklake:') ? 'warehouse catalogue' : 'warehouse',
      embedded: undefined,
      address: redact(env.WEFT_WAREHOUSE_URL),
      check: () => checkWarehouse(settings),
    });
  }
  list.push(
    {
      part: 'temporal',
      embedded: env.WEFT_TEMPORAL_ADDRESS === undefined ? 'temporal' : undefined,
      address: temporal,
      check: async (address) => {
        await checkNamespace(settings, address);
        return `namespace ${env.WEFT_TEMPORAL_NAMESPACE}`;
      },
    },
    {
      part: 'worker',
      embedded: 'worker',
      address: temporal,
      check: (address) => checkWorker(settings, address),
    },
    {
      part: 'web',
      embedded: 'web',
      address: endpoints.web?.url,
      check: async (address) => {
        await checkWeb(address);
        return address;
      },
    },
  );
  return list;
}

async function ask(settings: Settings, { part, embedded, address, check }: Question): Promise<PartStatus> {
  const recorded = embedded && readHolder(supervisorLock(settings)) && readState(settings)?.parts[embedded];
  const outcome: Outcome =
    address === undefined
      ? { ok: false, text: 'not running', mend: 'Start it with ./weft up.', milliseconds: 0 }
      : await outcomeOf(() => check(address));
  return {
    part,
    mode: embedded ? 'embedded' : 'external',
    state: embedded ? (recorded?.state ?? 'not running') : 'external',
    answers: outcome.ok,
    ...(address === undefined ? {} : { address }),
    detail: redact(outcome.text),
    ...(outcome.mend === undefined ? {} : { mend: outcome.mend }),
    milliseconds: outcome.milliseconds,
    ...(recorded?.process ? { pid: recorded.process.pid } : {}),
    ...(recorded ? { restarts: recorded.restarts } : {}),
  };
}

function describe(
  document: { running: boolean; well: boolean; home: string; supervisor?: { pid: number; purpose: string } },
  parts: readonly PartStatus[],
): string {
  const { supervisor } = document;
  const head = supervisor
    ? `Weft runs in ${document.home} (process ${supervisor.pid}: ${supervisor.purpose})`
    : `Weft is not running in ${document.home}`;
  const rows = parts.map((part) => [
    `  ${part.answers ? '✔' : '✖'} ${part.part}`,
    part.state,
    part.pid === undefined ? '' : `pid ${part.pid}`,
    part.restarts ? `${part.restarts} restarts` : '',
    part.detail.split('\n')[0] ?? '',
  ]);
  const lines = [head, table(rows)];
  if (supervisor && !document.well)
    for (const part of parts) if (!part.answers && part.mend) lines.push(`  do: ${part.mend}`);
  if (!supervisor) lines.push('  do: ./weft up');
  return lines.join('\n');
}
