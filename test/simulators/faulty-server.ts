import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface ServedRequest {
  method: string;
  /** The path with its query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface ServedAnswer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/**
 * One thing that goes wrong with one request. What it asks is done all the same with `after`, `taken` and `body`,
 * which begins an answer and never ends it.
 */
export type Fault =
  | { answer: number; headers?: Record<string, string>; body?: string; taken?: boolean }
  | { hang: 'before' | 'after' | 'body' }
  | { reset: 'before' | 'after' };

export interface ListenOptions {
  host?: string;
  /** 0 picks a free one. */
  port?: number;
}

/** A real HTTP server that does what `serve` says, and what goes wrong on the way is up to the test. */
export abstract class FaultyServer {
  /** Faults of the requests to come, one each, in order; requests beyond them are served well. */
  readonly faults: Fault[] = [];
  readonly requests: ServedRequest[] = [];
  /** Connections that were opened. */
  connections = 0;
  readonly #server: Server;
  #url = '';

  protected constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.destroy(error));
    });
    this.#server.on('connection', () => this.connections++);
  }

  /** What goes wrong with a request; by default the next of `faults`. */
  protected nextFault(_request: ServedRequest): Fault | undefined {
    return this.faults.shift();
  }

  protected abstract serve(request: ServedRequest): ServedAnswer | Promise<ServedAnswer>;

  async listen({ host = '127.0.0.1', port = 0 }: ListenOptions = {}): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    this.#url = `http://${host}:${address.port}`;
    return this;
  }

  get url(): string {
    return this.#url;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.requests.push(request);
    const fault = this.nextFault(request);
    if (fault === undefined) return send(response, await this.serve(request));
    if ('answer' in fault) {
      if (fault.taken) await this.serve(request);
      return send(response, { status: fault.answer, headers: fault.headers ?? {}, body: fault.body ?? '' });
    }
    if ('hang' in fault) {
      if (fault.hang !== 'before') await this.serve(request);
      if (fault.hang === 'body') response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      return;
    }
    if (fault.reset === 'after') await this.serve(request);
    incoming.socket.resetAndDestroy();
  }
}

function send(response: ServerResponse, { status, body, headers }: ServedAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
