import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join, matchesGlob } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { AuthError, ConfigError, messageOf, Unavailable, WeftError } from '../../../errors.ts';
import { homeFolder, type Settings } from '../../../settings.ts';
import { parseAddress } from './object-address.ts';

export interface FetchProgress {
  /** The object's address. */
  object: string;
  bytes: number;
  /** Undefined where the storage does not say. */
  total: number | undefined;
}

export interface FetchOptions {
  signal?: AbortSignal;
  onProgress?: (progress: FetchProgress) => void;
}

/**
 * The client reads the variables and files of Amazon's own tools: `AWS_*`, profiles, roles of a machine. What
 * they leave open is decided for storages other than Amazon's.
 */
function makeClient({ env }: Settings): S3Client {
  const own = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  return new S3Client({
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
    ...(own === undefined ? {} : { endpoint: own, forcePathStyle: true }),
    followRegionRedirects: own === undefined,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000 },
    responseChecksumValidation: own === undefined ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
  });
}

/** The objects that a pattern names, sorted; one without a pattern's signs names itself. */
export async function findObjects(settings: Settings, pattern: string): Promise<string[]> {
  const { bucket, key } = parseAddress(pattern);
  const sign = key.search(/[*?[{]/);
  if (sign === -1) return [pattern];
  const client = makeClient(settings);
  try {
    const found: string[] = [];
    let next: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: key.slice(0, sign), ContinuationToken: next }),
      );
      for (const { Key } of page.Contents ?? [])
        if (Key !== undefined && matchesGlob(Key, key)) found.push(`s3://${bucket}/${Key}`);
      next = page.NextContinuationToken;
    } while (next !== undefined);
    if (found.length === 0) {
      throw new ConfigError(`No object matches ${pattern}`, {
        mend: 'Check the pattern: * stands for a part of a name, ** for folders as well.',
      });
    }
    return found.sort();
  } catch (error) {
    throw objectError(settings, pattern, error);
  } finally {
    client.destroy();
  }
}

/**
 * Runs `work` with local copies of the objects, which are gone after it. Loading reads a file more than once,
 * to find types and faults, so a copy costs less than reading over the network each time.
 */
export async function withObjects<T>(
  settings: Settings,
  addresses: readonly string[],
  work: (copies: ReadonlyMap<string, string>) => Promise<T>,
  options: FetchOptions = {},
): Promise<T> {
  if (addresses.length === 0) return work(new Map());
  const folder = await mkdtemp(join(homeFolder(settings, 'tmp'), 'load-'));
  const client = makeClient(settings);
  const copies = new Map<string, string>();
  try {
    for (const [index, address] of addresses.entries()) {
      // The name tells the format, and what faults are called.
      const copy = join(folder, String(index), basename(parseAddress(address).key));
      await mkdir(join(folder, String(index)));
      await fetchObject(client, address, copy, options).catch((error: unknown) => {
        options.signal?.throwIfAborted();
        throw objectError(settings, address, error);
      });
      copies.set(address, copy);
    }
    return await work(copies);
  } catch (error) {
    throw withAddress(error, copies);
  } finally {
    client.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchObject(
  client: S3Client,
  address: string,
  copy: string,
  { signal, onProgress }: FetchOptions,
): Promise<void> {
  const { bucket, key } = parseAddress(address);
  const abort = signal === undefined ? {} : { abortSignal: signal };
  const { Body, ContentLength } = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: key }),
    abort,
  );
  if (!(Body instanceof Readable)) throw new TypeError('the storage sent no body');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onProgress?.({ object: address, bytes, total: ContentLength });
      done(null, chunk);
    },
  });
  await pipeline(Body, counted, createWriteStream(copy), signal === undefined ? {} : { signal });
  if (ContentLength !== undefined && bytes !== ContentLength)
    throw new Unavailable(`${address} broke off after ${bytes} of ${ContentLength} bytes`, {
      mend: 'Run it again; nothing was loaded.',
    });
}

/** A fault of a copy is one of its object. */
function withAddress(error: unknown, copies: ReadonlyMap<string, string>): unknown {
  if (!(error instanceof ConfigError) || error.place === undefined) return error;
  const { place, mend } = error;
  const address = [...copies].find(([, copy]) => copy === place.file)?.[0];
  if (address === undefined) return error;
  return new ConfigError(error.message, {
    ...(mend === undefined ? {} : { mend }),
    cause: error.cause,
    place: { ...place, file: address },
  });
}

const refusedCredentials = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'CredentialsProviderError',
];

function objectError({ env }: Settings, address: string, error: unknown): unknown {
  if (error instanceof WeftError || !(error instanceof Error)) return error;
  const { bucket } = parseAddress(address);
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const where = endpoint === undefined ? '' : ` at ${endpoint}`;
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
  if (error.name === 'NoSuchBucket') {
    return new ConfigError(`There is no bucket ${bucket}${where}`, {
      mend: 'Check its name, and AWS_REGION and AWS_ENDPOINT_URL_S3.',
      cause: error,
    });
  }
  if (error.name === 'NoSuchKey' || status === 404) {
    return new ConfigError(`There is no object ${address}${where}`, {
      mend: 'Check its name; a pattern in quotes, such as "s3://BUCKET/FOLDER/*.csv", finds several.',
      cause: error,
    });
  }
  if (refusedCredentials.includes(error.name)) {
    return new AuthError(
      `The credentials for ${address}${where} are missing or refused: ${messageOf(error)}`,
      {
        mend: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with temporary ones AWS_SESSION_TOKEN.',
        cause: error,
      },
    );
  }
  if (status === 401 || status === 403) {
    return new AuthError(`${address}${where} may not be read: ${messageOf(error)}`, {
      mend: `Give the key the rights s3:GetObject on arn:aws:s3:::${bucket}/* and, for patterns, s3:ListBucket on arn:aws:s3:::${bucket}.`,
      cause: error,
    });
  }
  const code = 'code' in error ? `${String(error.code)} ` : '';
  return new Unavailable(`${address}${where} could not be read: ${code}${messageOf(error)}`.trim(), {
    mend: 'Check AWS_ENDPOINT_URL_S3 and AWS_REGION, and run it again; nothing was loaded.',
    cause: error,
  });
}
