import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { BatchRejected, Unavailable } from '../../errors.ts';
import type { RowResult } from '../define.ts';
import { shown } from '../exchange.ts';
import { ask, type MetaClient } from './client.ts';
import { type Identifiers, identifierNames } from './identifiers.ts';

const answerSchema = z.looseObject({
  num_received: z.int(),
  num_invalid_entries: z.int(),
  /** A few of the invalid entries; what names them is not documented. */
  invalid_entry_samples: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullish(),
});

/**
 * Adds members to an audience or removes them, and answers for each. A request is a session of its own, of one batch
 * that is the last: sessions only let an uploader follow what belongs together, and Weft's batches come in any
 * order, again and in halves, so that none would know itself to be the last one of a larger session. Each attempt
 * has a new one, since Meta may have closed that of an attempt whose answer was lost. The same members twice are
 * members once.
 */
export async function sendMembers(
  method: 'POST' | 'DELETE',
  audience: string,
  members: readonly Identifiers[],
  client: MetaClient,
  signal: AbortSignal,
): Promise<RowResult[]> {
  if (members.length === 0) return [];
  const schema = identifierNames.filter((name) => members.some((member) => member[name] !== undefined));
  const data = members.map((member) => schema.map((name) => member[name] ?? ''));
  const answer = await ask(client, {
    method,
    path: `${audience}/users`,
    body: {
      payload: { schema, data },
      session: {
        session_id: randomInt(1, 2 ** 48 - 1),
        batch_seq: 1,
        last_batch_flag: true,
        estimated_num_total: members.length,
      },
    },
    answer: answerSchema,
    sending: true,
    signal,
  });
  if (answer.num_received !== members.length) {
    throw new Unavailable(
      `Meta received ${answer.num_received} of ${members.length} members, and not which`,
      {
        mend: 'They are sent again; members that are there already stay members.',
      },
    );
  }
  const samples = Object.entries(answer.invalid_entry_samples ?? {});
  return judge(data, answer.num_invalid_entries, samples, client.config.access_token);
}

/**
 * Meta counts the invalid entries and shows some of them. Rows are judged by them only where that tells of each: all,
 * none, or as many samples as invalid entries, each with the values of one row. Else the batch is halved.
 */
function judge(
  data: readonly string[][],
  invalid: number,
  samples: [string, unknown][],
  token: string,
): RowResult[] {
  if (invalid <= 0) return data.map(() => ({ status: 'accepted' }));
  const [, sample] = samples[0] ?? [];
  const words = (said: unknown): string => {
    const text = typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said);
    return shown(text, [token]) || 'Meta counts it as an invalid entry and says no more';
  };
  if (invalid >= data.length) return data.map(() => ({ status: 'rejected', reason: words(sample) }));
  const named = new Map<number, string>();
  for (const [key, said] of samples) {
    const text = `${key} ${JSON.stringify(said)}`;
    const places = data.flatMap((values, place) =>
      values.some((value) => isIn(value, text)) ? [place] : [],
    );
    const [place] = places;
    if (place !== undefined && places.length === 1) named.set(place, words(said));
  }
  if (named.size !== invalid) {
    throw new BatchRejected(`Meta counts ${invalid} of ${data.length} entries as invalid: ${words(sample)}`);
  }
  return data.map((_, place) => {
    const reason = named.get(place);
    return reason === undefined ? { status: 'accepted' } : { status: 'rejected', reason };
  });
}

/** Only a hash or an id is long enough to name a row. */
const isIn = (value: string, text: string): boolean => value.length >= 32 && text.includes(value);
