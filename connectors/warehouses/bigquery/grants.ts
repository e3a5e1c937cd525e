import type { Settings } from '../../settings.ts';
import type { BigQueryAddress } from '../address.ts';
import { bigQueryDialect } from './dialect.ts';
import { readKeyFile } from './key-file.ts';

const { ident, literal } = bigQueryDialect;

/** Who Weft is in BigQuery, for the statements that mend a missing right. */
export interface Grants {
  project: string;
  location: string;
  /** As IAM names it, `serviceAccount:…`. */
  member: string;
  /** What to do about refused credentials. */
  credentials: string;
}

export function grantsOf({ env }: Settings, { project, location }: BigQueryAddress): Grants {
  if (env.BIGQUERY_TOKEN !== undefined) {
    return {
      ...{ project, location, member: 'user:WEFT_ACCOUNT' },
      credentials: 'Set BIGQUERY_TOKEN to a new token (they live for an hour), or use BIGQUERY_KEY_FILE.',
    };
  }
  if (env.BIGQUERY_KEY_FILE !== undefined) {
    return {
      ...{ project, location },
      member: `serviceAccount:${readKeyFile(env.BIGQUERY_KEY_FILE).client_email}`,
      credentials: `Check that BIGQUERY_KEY_FILE (${env.BIGQUERY_KEY_FILE}) is a key of a service account that is neither disabled nor deleted.`,
    };
  }
  return {
    ...{ project, location, member: 'serviceAccount:WEFT_ACCOUNT' },
    credentials:
      'Set BIGQUERY_KEY_FILE to the key of a service account, or run `gcloud auth application-default login`.',
  };
}

/** The statement or command for an administrator that gives a permission on `dataset` or `dataset.table`. */
export function grantFor({ project, location, member }: Grants, permission: string, object: string): string {
  if (permission === 'bigquery.jobs.create' || object === '' || object === project) {
    const role = permission === 'bigquery.datasets.create' ? 'roles/bigquery.user' : 'roles/bigquery.jobUser';
    return `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=${role} --condition=None`;
  }
  const dataset = object.split('.').at(-2) ?? object;
  const reads = /^bigquery\.tables\.(get|getData|list|export)$|^bigquery\.datasets\.get$/.test(permission);
  const role = reads ? 'roles/bigquery.dataViewer' : 'roles/bigquery.dataEditor';
  const schema = `${ident(project)}.${ident(dataset)}`;
  return `grant \`${role}\` on schema ${schema} to ${literal(member)} -- in location ${location}`;
}

/** The commands that make Weft's own dataset where Weft may not. */
export const datasetFor = ({ project, location, member }: Grants, dataset: string): string =>
  `create schema if not exists ${ident(project)}.${ident(dataset)} options (location = ${literal(location)}); ` +
  `grant \`roles/bigquery.dataEditor\` on schema ${ident(project)}.${ident(dataset)} to ${literal(member)}`;
