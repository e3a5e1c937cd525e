import type { Readable } from 'node:stream';
import { BigQuery } from '@google-cloud/bigquery';
import type bigquery from '@google-cloud/bigquery/build/src/types.js';
import { type AuthClient, JWT, OAuth2Client } from 'google-auth-library';
import type { Settings } from '../../settings.ts';
import type { BigQueryAddress } from '../address.ts';
import { warehouseClosed } from '../interruption.ts';
import { statementOrigin } from '../statement-origin.ts';
import { toWarehouseError } from './errors.ts';
import { type Grants, grantsOf } from './grants.ts';
import { readKeyFile } from './key-file.ts';
import { wellFormedJson } from './well-formed-json.ts';

const requestTimeoutMs = 120_000;

/** For a request that fails on the way, or with 429 or 5xx: tries after 1.3, 1.7 and 2.2 s and up to a second each. */
const retryOptions = { autoRetry: true, maxRetries: 3, retryDelayMultiplier: 1.3 };

interface Request {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Below the project, `/jobs`; or a whole URL. */
  uri: string;
  qs?: Record<string, string | number | boolean | undefined>;
  json?: unknown;
  multipart?: { 'Content-Type': string; body: string | Readable }[];
  /** Of the object, where it is not the connection's. */
  projectId?: string;
}

/** The client is always given where Weft knows how it signs in: without one the driver asks a metadata server first. */
export function authClient({ env }: Settings): AuthClient | undefined {
  if (env.BIGQUERY_TOKEN !== undefined)
    return new OAuth2Client({ credentials: { access_token: env.BIGQUERY_TOKEN } });
  if (env.BIGQUERY_KEY_FILE === undefined) return undefined;
  const key = readKeyFile(env.BIGQUERY_KEY_FILE);
  return new JWT({
    email: key.client_email,
    key: key.private_key,
    keyId: key.private_key_id,
    scopes: ['https://www.googleapis.com/auth/bigquery'],
  });
}

/**
 * BigQuery's API over the driver's own requests, which sign in and try again; errors come as Weft's. The
 * driver's conversion of rows is left out: it makes an object for each value and goes through doubles.
 */
export class BigQueryClient {
  readonly address: BigQueryAddress;
  readonly grants: Grants;
  readonly origin: ReturnType<typeof statementOrigin>;
  readonly #driver: BigQuery;
  /** Of its own: the driver would send a body that is a stream, and read already, once more and wait for ever. */
  readonly #uploader: BigQuery;
  #closed = false;

  constructor(settings: Settings, address: BigQueryAddress) {
    this.address = address;
    this.grants = grantsOf(settings, address);
    this.origin = statementOrigin(settings);
    const signIn = authClient(settings);
    const options = {
      projectId: address.project,
      location: address.location,
      ...(address.apiEndpoint === undefined ? {} : { apiEndpoint: address.apiEndpoint }),
      userAgent: 'weft',
      ...(signIn === undefined ? {} : { authClient: signIn }),
    };
    this.#driver = new BigQuery({ ...options, retryOptions });
    this.#driver.timeout = requestTimeoutMs;
    this.#uploader = new BigQuery({ ...options, retryOptions: { autoRetry: false } });
  }

  startJob(job: bigquery.IJob): Promise<bigquery.IJob> {
    return this.#request({ method: 'POST', uri: '/jobs', json: job });
  }

  /** Starts a load job with its data in the request, a line of JSON for each row. */
  startLoad(job: bigquery.IJob, lines: Readable): Promise<bigquery.IJob> {
    return this.#request({
      method: 'POST',
      uri: `${this.#driver.apiEndpoint}/upload/bigquery/v2/projects/${this.address.project}/jobs`,
      qs: { uploadType: 'multipart' },
      multipart: [
        { 'Content-Type': 'application/json', body: JSON.stringify(job) },
        { 'Content-Type': 'application/octet-stream', body: lines },
      ],
    });
  }

  job(jobId: string): Promise<bigquery.IJob> {
    const { location } = this.address;
    return this.#request({ uri: `/jobs/${jobId}`, qs: { location } });
  }

  cancelJob(jobId: string): Promise<bigquery.IJobCancelResponse> {
    const { location } = this.address;
    return this.#request({ method: 'POST', uri: `/jobs/${jobId}/cancel`, qs: { location } });
  }

  results(
    jobId: string,
    page: { pageToken?: string | undefined; maxResults: number; timeoutMs: number },
  ): Promise<bigquery.IGetQueryResultsResponse> {
    const { location } = this.address;
    return this.#request({
      uri: `/queries/${jobId}`,
      qs: { location, 'formatOptions.useInt64Timestamp': true, ...page },
    });
  }

  table(project: string, dataset: string, table: string): Promise<bigquery.ITable> {
    const uri = `/datasets/${encodeURIComponent(dataset)}/tables/${encodeURIComponent(table)}`;
    return this.#request({ uri, projectId: project });
  }

  tables(dataset: string, pageToken?: string): Promise<bigquery.ITableList> {
    const qs = { maxResults: 1000, pageToken };
    return this.#request({ uri: `/datasets/${encodeURIComponent(dataset)}/tables`, qs });
  }

  dataset(project: string, dataset: string): Promise<bigquery.IDataset> {
    return this.#request({ uri: `/datasets/${encodeURIComponent(dataset)}`, projectId: project });
  }

  datasets(pageToken?: string): Promise<bigquery.IDatasetList> {
    return this.#request({ uri: '/datasets', qs: { maxResults: 1000, pageToken } });
  }

  makeDataset(dataset: string): Promise<bigquery.IDataset> {
    const { project, location } = this.address;
    const json = { datasetReference: { projectId: project, datasetId: dataset }, location };
    return this.#request({ method: 'POST', uri: '/datasets', json });
  }

  close(): void {
    this.#closed = true;
  }

  async #request<T>(request: Request): Promise<T> {
    if (this.#closed) throw warehouseClosed();
    return this.#send<T>(request).catch((error: unknown) => {
      throw toWarehouseError(error, this.grants);
    });
  }

  #send<T>({ json, qs = {}, ...request }: Request): Promise<T> {
    const query = Object.fromEntries(Object.entries(qs).filter(([, value]) => value !== undefined));
    // As text: in an object the driver would replace its own place-holders, {{projectId}}, also within SQL.
    const body =
      json === undefined
        ? {}
        : { body: wellFormedJson(json), headers: { 'Content-Type': 'application/json' } };
    return new Promise((resolve, reject) => {
      const driver = request.multipart ? this.#uploader : this.#driver;
      driver.request({ ...request, ...body, qs: query }, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  }
}
