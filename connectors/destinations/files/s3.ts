import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DeleteObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { egress } from '../../egress.ts';
import { AuthError, ConfigError, messageOf, RateLimited, Unavailable, WeftError } from '../../errors.ts';
import type { S3Config } from './config.ts';
import type { Storage } from './storage.ts';

const contentTypes: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

const clients = new WeakMap<S3Config, S3Client>();

/** A bucket of Amazon S3, or of a storage that speaks its protocol. */
export function s3Bucket(config: S3Config): Storage {
  const client = clients.get(config) ?? makeClient(config);
  clients.set(config, client);
  const prefix = (config.prefix ?? '').split('/').filter((part) => part !== '');
  const keyOf = (path: string) => [...prefix, path].join('/');
  return {
    async put(stagedFile, path, signal) {
      const object = {
        Bucket: config.bucket,
        Key: keyOf(path),
        Body: await readFile(stagedFile),
        ContentType: contentTypes[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      };
      await mapped(config, signal, () => client.send(new PutObjectCommand(object), { abortSignal: signal }));
    },
    async probe(signal) {
      const object = { Bucket: config.bucket, Key: keyOf(`.weft-connection-test-${randomUUID()}`) };
      const put = new PutObjectCommand({ ...object, Body: 'Weft tried whether it may write here.\n' });
      await mapped(config, signal, () => client.send(put, { abortSignal: signal }));
      try {
        await mapped(config, signal, () =>
          client.send(new DeleteObjectCommand(object), { abortSignal: signal }),
        );
      } catch (error) {
        // Syncs never delete, so credentials that may only write will do; they leave the empty object behind.
        if (!(error instanceof AuthError)) throw error;
      }
    },
  };
}

function makeClient(config: S3Config): S3Client {
  const { httpAgent, httpsAgent } = egress();
  return new S3Client({
    region: config.region,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    forcePathStyle: config.path_style ?? config.endpoint !== undefined,
    credentials: { accessKeyId: config.access_key_id, secretAccessKey: config.secret_access_key },
    requestHandler: { httpAgent, httpsAgent, connectionTimeout: 10_000, socketTimeout: 60_000 },
    // Retries are the caller's, who knows the rest of the run.
    maxAttempts: 1,
    // Amazon's newer checksum headers are refused by many storages that speak its protocol.
    requestChecksumCalculation: config.endpoint === undefined ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
  });
}

async function mapped<T>(config: S3Config, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw s3Error(config, error);
  }
}

const refusedCredentials = [
  'AccessDenied',
  'AccountProblem',
  'AllAccessDisabled',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
];

/** The error that a failed call to the storage is to Weft. */
function s3Error(config: S3Config, error: unknown): unknown {
  const known = error instanceof Error && error.cause instanceof WeftError ? error.cause : error;
  if (known instanceof WeftError || !(known instanceof Error)) return known;
  const where = `bucket ${config.bucket}${config.endpoint === undefined ? '' : ` at ${config.endpoint}`}`;
  if (!(known instanceof S3ServiceException)) {
    const what = 'code' in known ? `${String(known.code)} ${messageOf(known)}` : messageOf(known);
    return new Unavailable(`${where} could not be reached: ${what.trim()}`, {
      mend: 'Check `endpoint`, `region` and `bucket`; sending is tried again.',
      cause: known,
    });
  }
  const status = known.$metadata.httpStatusCode ?? 0;
  const message = `${where}: ${known.name}, ${known.message}`;
  if (known.name === 'RequestTimeTooSkewed') {
    return new ConfigError(message, { mend: "Set this machine's clock.", cause: known });
  }
  if (status === 429 || known.name === 'SlowDown') return new RateLimited(message, { cause: known });
  if (refusedCredentials.includes(known.name) || status === 401 || status === 403) {
    return new AuthError(message, {
      mend: 'Check the access key, and that it may put objects into this bucket.',
      cause: known,
    });
  }
  if (status >= 500 || status === 408 || known.name === 'RequestTimeout') {
    return new Unavailable(message, { cause: known });
  }
  return new ConfigError(message, {
    mend: 'Check `bucket`, `region` and `endpoint`; the bucket must exist.',
    cause: known,
  });
}
