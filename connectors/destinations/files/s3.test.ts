import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { s3Bucket } from './s3.ts';

/** A storage that refuses in the words of Amazon S3 (API reference, "Error responses"). */
let answer = { status: 200, code: '' };
let requests: { method: string | undefined; url: string | undefined }[] = [];
let server: Server;
let folder: string;
let endpoint: string;

beforeAll(async () => {
  process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
  folder = await mkdtemp(join(tmpdir(), 'weft-s3-'));
  await writeFile(join(folder, 'staged'), 'text');
  server = createServer((request, response) => {
    requests.push({ method: request.method, url: request.url });
    request.resume();
    const error = `<?xml version="1.0"?><Error><Code>${answer.code}</Code><Message>so it is</Message></Error>`;
    response.writeHead(answer.status).end(answer.status === 200 ? '' : error);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const bucket = () =>
  s3Bucket({
    storage: 's3',
    bucket: 'exports',
    prefix: '/a/b/',
    endpoint,
    region: 'eu-central-1',
    access_key_id: 'key',
    secret_access_key: 'a-secret-of-mine',
  });
const signal = new AbortController().signal;

test.each([
  [404, 'NoSuchBucket', 'ConfigError'],
  [400, 'AuthorizationHeaderMalformed', 'ConfigError'],
  [301, 'PermanentRedirect', 'ConfigError'],
  [403, 'RequestTimeTooSkewed', 'ConfigError'],
  [403, 'AccessDenied', 'AuthError'],
  [403, 'InvalidAccessKeyId', 'AuthError'],
  [403, 'SignatureDoesNotMatch', 'AuthError'],
  [400, 'ExpiredToken', 'AuthError'],
  [503, 'SlowDown', 'RateLimited'],
  [429, 'TooManyRequests', 'RateLimited'],
  [500, 'InternalError', 'Unavailable'],
  [503, 'ServiceUnavailable', 'Unavailable'],
  [400, 'RequestTimeout', 'Unavailable'],
])('%i %s is %s, after one request', async (status, code, name) => {
  answer = { status, code };
  requests = [];
  const failure = await bucket()
    .put(join(folder, 'staged'), 'x.csv', signal)
    .catch((error) => error);
  expect(failure).toMatchObject({ name, message: expect.stringContaining(code) });
  expect(failure.message).toContain('exports');
  expect(failure.message).not.toContain('a-secret-of-mine');
  expect(requests).toEqual([{ method: 'PUT', url: '/exports/a/b/x.csv?x-id=PutObject' }]);
});
