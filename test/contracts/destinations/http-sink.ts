import { z } from 'zod';
import {
  FaultyServer,
  type ListenOptions,
  type ServedAnswer,
  type ServedRequest,
} from '../../simulators/faulty-server.ts';

/** One row as Weft's webhook sends it. */
const rowSchema = z.object({
  key: z.string(),
  operation: z.enum(['create', 'update', 'delete', 'archive']),
  fields: z.record(z.string(), z.unknown()),
  previous_key: z.string().optional(),
});
const documentSchema = z.object({ rows: z.array(rowSchema) });
export type SinkRow = z.infer<typeof rowSchema>;

/**
 * A real HTTP server that keeps the rows it is sent, as a well-made receiver would: a request whose
 * idempotency key it knows gets the first answer again and changes nothing. What goes wrong is up to the test.
 */
export class HttpSink extends FaultyServer {
  /** Why a row is refused, or undefined for one that is welcome. */
  refuse: (row: SinkRow) => string | undefined = () => undefined;
  /** A refused row fails its whole request with 422, or is named in the results of a 200. */
  refusal: 'batch' | 'rows' = 'batch';

  /** What the receiver holds: fields by key, after creates, updates and deletes. */
  readonly held = new Map<string, Record<string, unknown>>();
  /** How often each key was taken, requests that came again not counted. */
  readonly taken = new Map<string, number>();
  readonly #answers = new Map<string, { status: number; body: string }>();

  static start(options: ListenOptions = {}): Promise<HttpSink> {
    return new HttpSink().listen(options);
  }

  protected serve({ headers, body }: ServedRequest): ServedAnswer {
    return this.#take(headers['idempotency-key'], body);
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
    if (removes(row)) this.held.delete(row.key);
    if (row.previous_key !== undefined) {
      this.held.set(row.key, this.held.get(row.previous_key) ?? {});
      this.held.delete(row.previous_key);
    }
    if (!removes(row)) this.held.set(row.key, { ...this.held.get(row.key), ...row.fields });
  }
}

const removes = ({ operation }: SinkRow): boolean => operation === 'delete' || operation === 'archive';

function documentOf(body: string): z.infer<typeof documentSchema> | undefined {
  try {
    return documentSchema.parse(JSON.parse(body));
  } catch {
    // Bodies of a template of the test's own have another shape; the test reads them from `requests`.
    return undefined;
  }
}
