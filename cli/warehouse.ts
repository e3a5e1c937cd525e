import { existsSync, readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigError, messageOf } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import type { AccessCheck } from '../connectors/warehouses/connection.ts';
import { type ConnectionFacts, connectionFacts } from '../connectors/warehouses/connection-facts.ts';
import { bigQuerySetup } from '../connectors/warehouses/setup/bigquery.ts';
import type { Setup } from '../connectors/warehouses/setup/setup.ts';
import { snowflakeSetup } from '../connectors/warehouses/setup/snowflake.ts';
import { formatBytes, parseBytes } from '../models/words/bytes.ts';
import { schemasRead } from '../models/workspace/tables-read.ts';
import type { NextCost } from '../workflows/refresh-models/next-cost.ts';
import { answer, note, table, warn } from './output.ts';
import { accessChecks, tablesInForce } from './platform/checks.ts';
import { interruptible } from './platform/interruptible.ts';
import { withPlatform } from './platform/platform.ts';
import { loadFolder } from './validate.ts';

interface SetupOptions {
  type: 'snowflake' | 'bigquery';
  source?: string[];
  user: string;
  role: string;
  warehouse: string;
  database: string;
  credits: number;
  account?: string;
  publicKey?: string;
  project?: string;
  location: string;
  serviceAccount: string;
  maximumBytesBilled?: number;
}

export function register(program: Command): void {
  const warehouse = program
    .command('warehouse')
    .description('connect Snowflake or BigQuery, and check what Weft may touch there');
  warehouse
    .command('setup')
    .description('print what an administrator runs once, so that Weft may do what it must and no more')
    .addOption(
      new Option('--type <type>', 'the engine').choices(['snowflake', 'bigquery']).makeOptionMandatory(),
    )
    .option(
      '--source <schema...>',
      'schemas that Weft reads: schema, or database.schema; default: those of the workspace',
    )
    .option('--user <name>', 'Snowflake: the user', 'WEFT')
    .option('--role <name>', 'Snowflake: the role', 'WEFT')
    .option('--warehouse <name>', 'Snowflake: the warehouse', 'WEFT')
    .option('--database <name>', "Snowflake: the database of Weft's schema", 'WEFT')
    .option('--credits <number>', 'Snowflake: credits a month until the warehouse is suspended', whole, 50)
    .option('--account <name>', 'Snowflake: organization-account, for the URL')
    .option('--public-key <file>', "Snowflake: the user's public key, in PEM")
    .option('--project <id>', 'BigQuery: the project that holds and pays')
    .option('--location <name>', 'BigQuery: where the source datasets are', 'EU')
    .option('--service-account <name>', 'BigQuery: the service account', 'weft-cdp')
    .option(
      '--maximum-bytes-billed <size>',
      'BigQuery: the most that one query may read, such as 500GB',
      size,
    )
    .option('--json', 'the same as JSON')
    .action(async (options: SetupOptions) => {
      const sources = options.source ?? (await schemasOfWorkspace(readSettings()));
      const setup = setupOf(options, sources);
      answer({ type: options.type, sources, ...setup }, () => describeSetup(setup, sources));
    });
  warehouse
    .command('check')
    .description('ask the warehouse for each right that Weft needs; exit code 1 where one is missing')
    .option('--json', 'the same as JSON')
    .action(async () => {
      const settings = readSettings();
      const facts = connectionFacts(settings);
      const checks = await withPlatform(
        settings,
        ['postgres'],
        async () => accessChecks(settings, await tablesInForce(settings)),
        { purpose: 'weft warehouse check', onWait: note },
      );
      const ok = checks.every(({ result }) => result !== 'fail');
      answer({ ok, ...facts, checks }, () => describeChecks(facts, checks));
      if (!ok) process.exitCode = 1;
    });
  warehouse
    .command('cost')
    .description('what the next refresh would cost, by model, and what today has cost; runs none of it')
    .option('--json', 'the same as JSON')
    .action(async () => {
      const settings = readSettings();
      const cost = await interruptible(settings, 'weft warehouse cost', async (signal) => {
        const { nextCost } = await import('../workflows/refresh-models/next-cost.ts');
        return nextCost(settings, signal);
      });
      answer(cost, () => describeCost(cost));
    });
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('needs a whole number from 1');
  return Number(text);
}

function size(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidArgumentError('needs a size, such as 500GB');
  return bytes;
}

/** The schemas that the local workspace reads; none where there is no such folder, or where it cannot be loaded. */
async function schemasOfWorkspace(settings: Settings): Promise<string[]> {
  if (!existsSync(settings.workspaceFolder)) return [];
  try {
    return schemasRead(await loadFolder(settings.workspaceFolder));
  } catch (error) {
    // Not on stdout, which is the script.
    warn(`no schemas are taken from ${settings.workspaceFolder}: ${messageOf(error)}`);
    return [];
  }
}

function setupOf(options: SetupOptions, sources: readonly string[]): Setup {
  if (options.type === 'snowflake') {
    const { publicKey } = options;
    return snowflakeSetup({ ...options, sources, publicKey: publicKey && readKey(publicKey) });
  }
  if (options.project === undefined) {
    throw new ConfigError('--project is missing', {
      mend: 'Name the project that is to hold the dataset weft: --project acme-analytics',
    });
  }
  return bigQuerySetup({ ...options, project: options.project, sources });
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`--public-key: ${file} cannot be read`, {
      mend: 'Make it of the private key: openssl rsa -in weft_key.p8 -pubout -out weft_key.pub',
      cause,
    });
  }
}

/** The whole as a script that can be piped into a file: what is no statement is a comment. */
function describeSetup({ language, runAs, steps, environment }: Setup, sources: readonly string[]): string {
  const comment = language === 'SQL' ? '--' : '#';
  const end = language === 'SQL' ? ';' : '';
  const none =
    sources.length > 0
      ? []
      : [`${comment} No source is named: add --source SCHEMA for each schema that Weft is to read.`, ''];
  return [
    `${comment} Read this, then run it as ${runAs}. Weft runs none of it.`,
    '',
    ...none,
    ...steps.flatMap(({ purpose, commands }) => [
      `${comment} ${purpose}.`,
      ...commands.map((command) => `${command}${end}`),
      '',
    ]),
    ...(language === 'SQL' ? [...keyPairSteps.map((line) => `${comment} ${line}`), ''] : []),
    `${comment} Then, where Weft runs:`,
    ...Object.entries(environment).map(([name, value]) => `${comment}   export ${name}='${value}'`),
    `${comment}   ./weft doctor`,
  ].join('\n');
}

const keyPairSteps = [
  'The key pair, made by whoever runs Weft (only the public one goes above):',
  '  openssl genrsa 2048 | openssl pkcs8 -topk8 -nocrypt -out weft_key.p8',
  '  openssl rsa -in weft_key.p8 -pubout -out weft_key.pub',
];

const signs = { ok: '✔', warn: '!', fail: '✖' } as const;

/** A line for each right, and below one that is missing what mends it. */
function describeChecks({ type, facts }: ConnectionFacts, checks: readonly AccessCheck[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 4;
  return [
    type,
    table(facts.map(({ name, value }) => [`  ${name}`, value])),
    '',
    ...checks.flatMap(({ name, result, detail, mend }) => [
      `${`${signs[result]} ${name}`.padEnd(width)}  ${detail}`,
      ...(mend === undefined ? [] : [`${' '.repeat(width)}  do: ${mend}`]),
    ]),
  ].join('\n');
}

const formatCredits = (credits: number): string => `${Number(credits.toPrecision(3))} credits`;

/** A line for each model, then the day's account against its limits. */
function describeCost({ models, total, today, budget, zone }: NextCost): string {
  if (models.length === 0) {
    return 'Nothing is known: this warehouse has no estimates, and no refresh has run. `./weft run` records what each model takes.';
  }
  const rows = models.map(({ model, bytes, credits, seconds, by }) => [
    `  ${model}`,
    bytes === null ? '' : formatBytes(bytes),
    credits === null ? '' : formatCredits(credits),
    seconds === null ? '' : `${seconds.toFixed(1)} s last time`,
    by === 'not known' ? 'not known' : by === 'engine' ? 'estimated' : 'as in its last run',
  ]);
  const unknown = models.filter(({ by }) => by === 'not known').length;
  const limits = [
    ...(budget.bytesPerQuery === null ? [] : [`${formatBytes(budget.bytesPerQuery)} a model or query`]),
    ...(budget.bytesPerDay === null ? [] : [`${formatBytes(budget.bytesPerDay)} a day`]),
    ...(budget.creditsPerDay === null ? [] : [`${formatCredits(budget.creditsPerDay)} a day`]),
  ];
  return [
    table(rows),
    '',
    unknown === models.length
      ? 'Next refresh: this warehouse tells neither bytes nor credits'
      : `Next refresh: about ${used(total)}${unknown === 0 ? '' : `; not known of ${unknown} of ${models.length} models`}`,
    `Used today (${zone}): ${used(today)}`,
    `Budget: ${limits.length === 0 ? 'none is declared' : limits.join(', ')}`,
  ].join('\n');
}

const used = ({ bytes, credits }: NextCost['total']): string =>
  [...(bytes === null ? [] : [formatBytes(bytes)]), ...(credits ? [formatCredits(credits)] : [])].join(
    ', ',
  ) || 'nothing that is billed';
