import { PassThrough } from 'node:stream';
import { Transport } from 'jsforce/lib/transport.js';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types/index.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { Unavailable } from '../../errors.ts';
import type { ConnectContext } from '../define.ts';
import { exchange, type Reply } from '../exchange.ts';

interface Way {
  timeoutMs: number;
  signal: AbortSignal;
  throttle: ConnectContext['throttle'];
  /** Whether all that goes this way changes nothing there. */
  reads?: boolean;
  /** Throws what an answer other than a success means. */
  refuse(reply: Reply): void;
}

/** The results of a job are a CSV of all that was sent. */
const readAtMost = 256 * 1024 * 1024;

/**
 * Lets jsforce send by the connections that keep away from private addresses, within the account's limits. It also
 * takes from jsforce what it cannot decide: which errors are tried again, and which session has ended.
 */
export class GuardedTransport extends Transport {
  readonly #way: Way;

  constructor(way: Way) {
    super();
    this.#way = way;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    // Nothing is streamed: each body is given whole.
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.#send(request) }));
  }

  async #send({ url, method, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    if ((body !== undefined && typeof body !== 'string') || method === 'OPTIONS') {
      throw new TypeError(`jsforce asks ${method} in a way that is not expected`);
    }
    const { timeoutMs, signal, throttle, refuse, reads = false } = this.#way;
    const reply = await exchange({
      url,
      method,
      headers,
      body,
      timeoutMs,
      signal,
      throttle,
      readAtMost,
      reads,
    });
    refuse(reply);
    if (reply.cut) throw new Unavailable(`the answer of ${new URL(url).origin} is too long to be read`);
    return { statusCode: reply.status, headers: present(reply.headers), body: reply.text };
  }
}

const present = (headers: Reply['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
