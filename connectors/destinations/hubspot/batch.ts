import { z } from 'zod';
import { BatchRejected } from '../../errors.ts';
import { type Problem, problemSchema, readAs, unreadable } from './answer.ts';
import { call, type HubspotClient } from './client.ts';
import { normaliseKey } from './values.ts';

/** The most records of one call. */
export const batchSize = 100;

/** The records that a sync keeps: their object type, and the property by which it knows them. */
export interface Target {
  type: string;
  match: string;
}

/** One record of a write. The trace names it in the answer, which is in no order. */
export interface Input {
  objectWriteTraceId: string;
  id?: string;
  idProperty?: string;
  properties: Record<string, string>;
}

/** What HubSpot says of each record by its trace: nothing, where it took it. */
type Outcomes = Map<string, Problem | undefined>;

const answerSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      objectWriteTraceId: z.string().nullish(),
      properties: z.record(z.string(), z.string().nullable()).catch({}),
    }),
  ),
  errors: z.array(problemSchema).optional(),
});
type Answer = z.infer<typeof answerSchema>;

export const pathOf = (type: string, operation: string): string =>
  `/crm/v3/objects/${encodeURIComponent(type)}/batch/${operation}`;

/**
 * Writes some records and tells what became of each. Throws `BatchRejected` where HubSpot refused
 * all of several, or named an error that could be any one's.
 */
export async function writeBatch(
  operation: 'create' | 'update' | 'upsert',
  inputs: readonly Input[],
  client: HubspotClient,
  target: Target,
  signal: AbortSignal,
): Promise<Outcomes> {
  const [first, ...more] = inputs;
  if (first === undefined) return new Map();
  const path = pathOf(target.type, operation);
  let body: unknown;
  try {
    body = await call(client, { method: 'POST', path, body: { inputs }, signal });
  } catch (error) {
    const problem = error instanceof BatchRejected ? problemSchema.safeParse(error.cause) : undefined;
    if (!problem?.success || more.length > 0) throw error;
    return new Map([[first.objectWriteTraceId, problem.data]]);
  }
  return matched(inputs, readAs(answerSchema, client.config, body), client, target);
}

function matched(
  inputs: readonly Input[],
  { results, errors = [] }: Answer,
  client: HubspotClient,
  target: Target,
): Outcomes {
  const outcomes: Outcomes = new Map();
  const traceOf = new Map(
    inputs.map(({ id, properties, objectWriteTraceId }) => [
      id ?? properties[target.match],
      objectWriteTraceId,
    ]),
  );
  // Where an answer has no traces, only an update names records by their ids.
  const byId = inputs.every(({ id, idProperty }) => id !== undefined && idProperty === undefined);
  for (const { id, objectWriteTraceId, properties } of results) {
    const named = byId ? id : normaliseKey(properties[target.match] ?? '', target.match);
    const trace = objectWriteTraceId ?? traceOf.get(named);
    if (trace !== undefined) outcomes.set(trace, undefined);
  }
  const unnamed: Problem[] = [];
  for (const problem of errors) {
    const { objectWriteTraceId = [], ids = [] } = problem.context;
    const traces =
      objectWriteTraceId.length > 0 ? objectWriteTraceId : ids.flatMap((id) => traceOf.get(id) ?? []);
    for (const trace of traces) outcomes.set(trace, problem);
    if (traces.length === 0) unnamed.push(problem);
  }
  const open = inputs.filter((input) => !outcomes.has(input.objectWriteTraceId));
  const [problem] = unnamed;
  const [only, ...others] = open;
  if (problem !== undefined && only !== undefined) {
    // Which of them it is, halves of the batch will tell.
    if (others.length > 0) throw new BatchRejected(problem.message, { cause: problem });
    outcomes.set(only.objectWriteTraceId, problem);
  } else if (only !== undefined) {
    throw unreadable(client.config, `it says nothing of ${open.length} of ${inputs.length} records`);
  }
  return outcomes;
}
