import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** One row as Weft's webhook sends it. */
const rowSchema = z.object({
  key: z.string(),
  operation: z.enum(['create', 'update', 'delete']),
  fields: z.record(z.string(), z.unknown()),
  previous_key: z.string().optional(),
});
const documentSchema = z.object({ rows: z.array(rowSchema) });
export type SinkRow = z.infer<typeof rowSchema>;

export interface SinkRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/**
 * One thing that goes wrong with one request. Its rows are kept all the same with `after`, `taken` and `body`,
 * which begins an answer and never ends it.
 */
export type Fault =
  | { answer: number; headers?: Record<string, string>; body?: string; taken?: boolean }
  | { hang: 'before' | 'after' | 'body' }
  | { reset: 'before' | 'after' };

interface SinkOptions {
  host?: string;
  /** 0 picks a free one. */
  port?: number;
}

/**
 * A real HTTP server that keeps the rows it is sent, as a well-made receiver would: a request whose
 * idempotency key it knows gets the first answer again and changes nothing. What goes wrong is up to the test.
 */
export class HttpSink {
  /** Faults of the requests to come, one each, in order; requests beyond them are served well. */
  readonly faults: Fault[] = [];
  /** Why a row is refused, or undefined for one that is welcome. */
  refuse: (row: SinkRow) => string | undefined = () => undefined;
  /** A refused row fails its whole request with 422, or is named in the results of a 200. */
  refusal: 'batch' | 'rows' = 'batch';

  readonly requests: SinkRequest[] = [];
  /** Connections that were opened. */
  connections = 0;
  /** What the receiver holds: fields by key, after creates, updates and deletes. */
  readonly held = new Map<string, Record<string, unknown>>();
  /** How often each key was taken, requests that came again not counted. */
  readonly taken = new Map<string, number>();
  readonly #answers = new Map<string, { status: number; body: string }>();
  readonly #server: Server;
  #url = '';

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error) => response.destroy(error));
    });
    this.#server.on('connection', () => this.connections++);
  }

  static async start({ host = '127.0.0.1', port = 0 }: SinkOptions = {}): Promise<HttpSink> {
    const sink = new HttpSink();
    await new Promise<void>((resolve, reject) => {
      sink.#server.once('error', reject).listen(port, host, resolve);
    });
    const address = sink.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the sink has no port');
    sink.#url = `http://${host}:${address.port}`;
    return sink;
  }

  get url(): string {
    return this.#url;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = request;
    this.requests.push({ method, path: url, headers, body });

    const fault = this.faults.shift();
    if (fault !== undefined) return this.#fail(fault, request, response, body);
    const { status, body: answer } = this.#take(headers['idempotency-key'], body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  }

  #fail(fault: Fault, request: IncomingMessage, response: ServerResponse, body: string): void {
    const key = request.headers['idempotency-key'];
    if ('answer' in fault) {
      if (fault.taken) this.#take(key, body);
      response.writeHead(fault.answer, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '');
      return;
    }
    if ('hang' in fault) {
      if (fault.hang !== 'before') this.#take(key, body);
      if (fault.hang === 'body') response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      return;
    }
    if (fault.reset === 'after') this.#take(key, body);
    request.socket.resetAndDestroy();
  }

  #take(idempotencyKey: string | string[] | undefined, body: string): { status: number; body: string } {
    const key = String(idempotencyKey);
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#keep(body);
    if (idempotencyKey !== undefined) this.#answers.set(key, answer);
    return answer;
  }

  #keep(body: string): { status: number; body: string } {
    const rows = documentOf(body)?.rows ?? [];
    const reasons = rows.map((row) => this.refuse(row));
    const refused = reasons.filter((reason) => reason !== undefined);
    if (this.refusal === 'batch' && refused.length > 0) {
      return { status: 422, body: JSON.stringify({ error: refused[0] }) };
    }
    rows.forEach((row, index) => {
      if (reasons[index] === undefined) this.#apply(row);
    });
    if (this.refusal === 'batch') return { status: 200, body: '{}' };
    const results = rows.map(({ key }, index) => {
      const reason = reasons[index];
      return reason === undefined ? { key, status: 'accepted' } : { key, status: 'rejected', reason };
    });
    return { status: 200, body: JSON.stringify({ results }) };
  }

  #apply(row: SinkRow): void {
    this.taken.set(row.key, (this.taken.get(row.key) ?? 0) + 1);
    if (row.operation === 'delete') this.held.delete(row.key);
    if (row.previous_key !== undefined) {
      this.held.set(row.key, this.held.get(row.previous_key) ?? {});
      this.held.delete(row.previous_key);
    }
    if (row.operation !== 'delete') this.held.set(row.key, { ...this.held.get(row.key), ...row.fields });
  }
}

function documentOf(body: string): z.infer<typeof documentSchema> | undefined {
  try {
    return documentSchema.parse(JSON.parse(body));
  } catch {
    // Bodies of a template of the test's own have another shape; the test reads them from `requests`.
    return undefined;
  }
}
