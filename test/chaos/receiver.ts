import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  type Fault,
  FaultyServer,
  type ServedAnswer,
  type ServedRequest,
} from '../simulators/faulty-server.ts';
import { pick } from './random.ts';

const rowSchema = z.object({ key: z.string(), fields: z.object({ n: z.number(), name: z.string() }) });
type Row = z.infer<typeof rowSchema>;
const documentSchema = z.object({ rows: z.array(rowSchema) });

export interface ReceiverOptions {
  /** Whether a request that comes again under its idempotency key gets the first answer again and changes nothing. */
  remembers: boolean;
  random: () => number;
  /** The share of requests that something goes wrong with. */
  faultShare: number;
}

const cutOff = '{"results": [{"key": "n1", "status": "acc';

const faults: readonly (readonly [number, Fault])[] = [
  [3, { answer: 500 }],
  [3, { answer: 500, taken: true }],
  [1, { answer: 429, headers: { 'retry-after': '1' } }],
  [1, { answer: 503, headers: { 'retry-after': '1' } }],
  [1, { hang: 'after' }],
  [1, { hang: 'body' }],
  [3, { reset: 'before' }],
  [3, { reset: 'after' }],
  [3, { answer: 200, body: cutOff, taken: true }],
];

/** Rows of which the receiver wants none; the same ones each time. */
export const isUnwelcome = (n: number): boolean => n % 1009 === 7;

/**
 * An HTTP receiver that goes wrong at random, keeps what it takes and counts how often. A batch with an unwelcome row
 * is refused whole or in part, which the row decides, as a receiver's rules would.
 */
export class ChaosReceiver extends FaultyServer {
  readonly held = new Map<string, Row['fields']>();
  /** How often each key was taken. */
  readonly taken = new Map<string, number>();
  /** Requests that were taken and answered as if not, so that they come again. */
  takenInVain = 0;
  /** Rows that may be held before answers become slow. */
  allowed = Number.POSITIVE_INFINITY;
  readonly #options: ReceiverOptions;
  readonly #answers = new Map<string, ServedAnswer>();

  static start(options: ReceiverOptions): Promise<ChaosReceiver> {
    return new ChaosReceiver(options).listen();
  }

  private constructor(options: ReceiverOptions) {
    super();
    this.#options = options;
  }

  /** Rows that were taken more than once, each time but the first. */
  get takenAgain(): number {
    return [...this.taken.values()].reduce((total, times) => total + times - 1, 0);
  }

  protected override nextFault(): Fault | undefined {
    this.requests.length = 0;
    const { random, faultShare } = this.#options;
    if (random() >= faultShare) return undefined;
    const fault = pick(random, faults);
    if (('answer' in fault && fault.taken) || ('hang' in fault && fault.hang !== 'before'))
      this.takenInVain += 1;
    if ('reset' in fault && fault.reset === 'after') this.takenInVain += 1;
    return fault;
  }

  protected async serve({ headers, body }: ServedRequest): Promise<ServedAnswer> {
    for (let waited = 0; waited < 900 && this.held.size > this.allowed; waited += 50) await sleep(50);
    const key = String(headers['idempotency-key']);
    const known = this.#options.remembers ? this.#answers.get(key) : undefined;
    if (known) return known;
    const answer = this.#take(documentSchema.parse(JSON.parse(body)).rows);
    this.#answers.set(key, answer);
    return answer;
  }

  #take(rows: readonly Row[]): ServedAnswer {
    const refused = rows.filter(({ fields }) => isUnwelcome(fields.n));
    const isWhole = refused.some(({ fields }) => fields.n % 2 === 0);
    if (isWhole) return { status: 422, body: JSON.stringify({ error: 'one of these is not welcome' }) };
    for (const { key, fields } of rows) {
      if (isUnwelcome(fields.n)) continue;
      this.taken.set(key, (this.taken.get(key) ?? 0) + 1);
      this.held.set(key, fields);
    }
    const results = rows.map(({ key, fields }) =>
      isUnwelcome(fields.n)
        ? { key, status: 'rejected', reason: 'not welcome' }
        : { key, status: 'accepted' },
    );
    return { status: 200, body: JSON.stringify({ results }) };
  }
}
