import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { pythonProgram } from '../../../connectors/settings.ts';

/** The S3-compatible server of PyPI's moto: `WEFT_MOTO_SERVER`, or the one among the development tools. */
function motoServer(): string {
  const binary = process.env.WEFT_MOTO_SERVER || pythonProgram('moto_server');
  if (existsSync(binary)) return binary;
  throw new Error(
    `the S3 tests need moto's server, and ${binary} is not there; \`./weft test\` installs it, or install PyPI's moto[server] and set WEFT_MOTO_SERVER`,
  );
}

/** A running S3-compatible server with one empty bucket. */
export class S3Server {
  readonly endpoint: string;
  readonly bucket = 'exports';
  readonly #process: ChildProcess;
  readonly #client: S3Client;

  private constructor(process: ChildProcess, endpoint: string) {
    this.#process = process;
    this.endpoint = endpoint;
    this.#client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  static async start(): Promise<S3Server> {
    const child = spawn(motoServer(), ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new S3Server(child, await announcedAddress(child));
    const made = await fetch(`${server.endpoint}/${server.bucket}`, { method: 'PUT' });
    if (!made.ok) throw new Error(`the bucket could not be made: ${made.status} ${await made.text()}`);
    return server;
  }

  /** Every object of the bucket, by its key. */
  async objects(): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const list = await this.#client.send(new ListObjectsV2Command({ Bucket: this.bucket }));
    for (const { Key } of list.Contents ?? []) {
      const object = await this.#client.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
      const bytes = await object.Body?.transformToByteArray();
      if (Key !== undefined && bytes !== undefined) found.set(Key, bytes);
    }
    return found;
  }

  async close(): Promise<void> {
    this.#client.destroy();
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }
}

function announcedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`moto's server ended with ${code}: ${said}`)));
  });
}
