import { ConfigError } from '../../errors.ts';
import { bigQueryDialect } from '../bigquery/dialect.ts';
import { weftSchema } from '../dialect.ts';
import { type Setup, type SetupStep, sourceParts } from './setup.ts';

export interface BigQuerySetup {
  project: string;
  location: string;
  /** The name of the service account, before the `@`. */
  serviceAccount: string;
  /** `dataset` in that project, or `project.dataset`. */
  sources: readonly string[];
  /** A query that would read more bytes is refused by BigQuery. */
  maximumBytesBilled?: number | undefined;
}

const projectPattern = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const datasetPattern = /^[A-Za-z0-9_]{1,1024}$/;

const { ident, literal } = bigQueryDialect;

/** Commands that give Weft a service account, a dataset of its own and nothing else but reading the sources. */
export function bigQuerySetup(options: BigQuerySetup): Setup {
  const { project, location, serviceAccount } = options;
  matches('--project', project, projectPattern, 'a project id, such as acme-analytics');
  matches('--location', location, /^[A-Za-z][A-Za-z0-9-]+$/, 'a location, such as EU or europe-west3');
  matches(
    '--service-account',
    serviceAccount,
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    '6 to 30 lower-case letters, digits and hyphens',
  );
  const member = memberOf(project, serviceAccount);
  const email = member.slice('serviceAccount:'.length);
  const own = `${ident(project)}.${ident(weftSchema)}`;
  const inQuery = (statement: string) =>
    `bq query --project_id=${project} --location=${location} --use_legacy_sql=false ${shellText(statement)}`;
  const steps: SetupStep[] = [
    {
      purpose: 'A service account for Weft, which may run queries that this project pays for',
      commands: [
        `gcloud services enable bigquery.googleapis.com --project=${project}`,
        `gcloud iam service-accounts create ${serviceAccount} --project=${project} --display-name=Weft`,
        `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=roles/bigquery.jobUser --condition=None`,
      ],
    },
    {
      purpose: 'The one dataset that Weft writes to',
      commands: [
        inQuery(`create schema if not exists ${own} options (location = ${literal(location)})`),
        inQuery(`grant \`roles/bigquery.dataEditor\` on schema ${own} to ${literal(member)}`),
      ],
    },
    ...options.sources.map((source) => {
      const [inProject, dataset] = sourceParts(source, project);
      matches('--source', inProject, projectPattern, 'project.dataset');
      matches('--source', dataset, datasetPattern, 'dataset, of letters, digits and underscores');
      const grant = `grant \`roles/bigquery.dataViewer\` on schema ${ident(inProject)}.${ident(dataset)} to ${literal(member)}`;
      return {
        purpose: `Reading ${inProject}.${dataset}, which must be in ${location} too`,
        commands: [inQuery(grant)],
      };
    }),
    {
      purpose:
        'A key for the service account. On Google Cloud leave this out: attach the service account to the machine, or use workload identity',
      commands: [
        `gcloud iam service-accounts keys create weft-key.json --project=${project} --iam-account=${email}`,
      ],
    },
  ];
  const query = new URLSearchParams({ location });
  if (options.maximumBytesBilled !== undefined)
    query.set('maximum_bytes_billed', String(options.maximumBytesBilled));
  return {
    language: 'shell',
    runAs: 'someone who may change the IAM policy of the project and of the datasets',
    steps,
    environment: {
      WEFT_WAREHOUSE_URL: `bigquery://${project}?${query}`,
      BIGQUERY_KEY_FILE: '/path/to/weft-key.json',
    },
  };
}

/** A service account as IAM names it; a project of a domain has its parts the other way round. */
function memberOf(project: string, account: string): string {
  const [domain, name] = project.includes(':') ? project.split(':') : [undefined, project];
  const host = domain === undefined ? name : `${name}.${domain}`;
  return `serviceAccount:${account}@${host}.iam.gserviceaccount.com`;
}

function matches(option: string, value: string, pattern: RegExp, expected: string): void {
  if (pattern.test(value)) return;
  throw new ConfigError(`${option} ${JSON.stringify(value)} is not valid`, { mend: `Write ${expected}.` });
}

const shellText = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
