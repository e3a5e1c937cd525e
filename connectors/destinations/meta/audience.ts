import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import { defineObject, type Field, isRemoval, type OutgoingRow, type RowResult } from '../define.ts';
import { audienceId } from './audiences.ts';
import type { MetaClient } from './client.ts';
import {
  type Identified,
  type IdentifierName,
  type Identifiers,
  identifierNames,
  identify,
} from './identifiers.ts';
import { sendMembers } from './members.ts';

const audienceOptions = z
  .strictObject({
    audience_id: z
      .string()
      .regex(/^\d+$/, 'must be a number')
      .optional()
      .describe('The audience, by its id.'),
    audience: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('Or by its name: it is made at first use where the ad account has none of this name.'),
    customer_file_source: z
      .enum(['USER_PROVIDED_ONLY', 'PARTNER_PROVIDED_ONLY', 'BOTH_USER_AND_PARTNER_PROVIDED'])
      .default('USER_PROVIDED_ONLY')
      .describe('Of an audience that is made: who gave the data.'),
    match: z
      .enum(['EXTERN_ID', 'EMAIL', 'PHONE', 'MADID'])
      .default('EXTERN_ID')
      .describe('The identifier that the row’s key is.'),
    hash_extern_id: z
      .boolean()
      .default(true)
      .describe(
        'Whether EXTERN_ID is hashed, which Meta does not demand; as in the other channels that send it.',
      ),
  })
  .refine(({ audience_id, audience }) => (audience_id === undefined) !== (audience === undefined), {
    error: 'needs either `audience_id` or `audience`, its name',
  });
type AudienceOptions = z.infer<typeof audienceOptions>;

const described: Record<IdentifierName, Omit<Field, 'name'>> = {
  EXTERN_ID: { title: 'Your own id', type: 'text', identity: true },
  EMAIL: { title: 'E-mail', type: 'email', identity: true },
  PHONE: { title: 'Phone with country code', type: 'phone', identity: true },
  MADID: { title: 'Mobile advertiser id', type: 'text', identity: true },
  FN: { title: 'First name', type: 'text' },
  LN: { title: 'Last name', type: 'text' },
  FI: { title: 'First initial', type: 'text' },
  GEN: { title: 'Gender', type: 'text', values: ['m', 'f'] },
  DOBY: { title: 'Year of birth', type: 'text' },
  DOBM: { title: 'Month of birth', type: 'text' },
  DOBD: { title: 'Day of birth', type: 'text' },
  CT: { title: 'City', type: 'text' },
  ST: { title: 'State', type: 'text' },
  ZIP: { title: 'Postal code', type: 'text' },
  COUNTRY: { title: 'Country, of two letters', type: 'text' },
};

/** The members of a Custom Audience of a customer list. Meta never tells who they are. */
export const audienceObject = defineObject<MetaClient, AudienceOptions>({
  slug: 'audience',
  title: 'Custom audience',
  options: audienceOptions,
  modes: ['audience', 'insert'],
  batchSize: () => 10_000,
  fields: async () => identifierNames.map((name) => ({ name, ...described[name] })),
  async perform(rows, client, options, { fields, signal }) {
    if (rows.length === 0) return [];
    refuseUnknown([...fields, ...rows.flatMap((row) => Object.keys(row.fields))]);
    const audience = await audienceId(client, options, signal);
    const removing = rows.some(isRemoval);
    const found = rows.map((row) => memberOf(row, removing ? (row.before ?? {}) : row.fields, options));
    const send = (method: 'POST' | 'DELETE', members: readonly Member[]) =>
      answers(members, (known) => sendMembers(method, audience, known, client, signal));
    if (removing) return send('DELETE', found);
    const former = rows.map((row, place) => formerOf(row, found[place], options));
    const removed = await send('DELETE', former);
    const added = await send('POST', found);
    return added.map((result, place) => {
      const before = removed[place];
      return result.status === 'accepted' && before?.status === 'rejected' && former[place] !== undefined
        ? { ...before, reason: `what it was known by before could not be removed: ${before.reason}` }
        : result;
    });
  },
});

/** What a row is sent as; nothing to send of it; or why it cannot be sent. */
type Member = Identified | undefined;

const memberOf = (row: OutgoingRow, fields: Record<string, unknown>, options: AudienceOptions): Member =>
  identify({ ...fields, [options.match]: row.key }, options.hash_extern_id);

/**
 * The identifiers by which somebody was added and is not known any more. They would keep a member in the audience
 * for good: a later removal names what was acknowledged last.
 */
function formerOf(row: OutgoingRow, now: Member, options: AudienceOptions): Member {
  if (row.before === undefined || now === undefined || !('identifiers' in now)) return undefined;
  const then = memberOf(row, row.before, options);
  if (then === undefined || !('identifiers' in then)) return undefined;
  const gone: Identifiers = {};
  for (const name of ['EXTERN_ID', 'EMAIL', 'PHONE', 'MADID'] as const) {
    const value = then.identifiers[name];
    if (value !== undefined && value !== now.identifiers[name]) gone[name] = value;
  }
  return Object.keys(gone).length === 0 ? undefined : { identifiers: gone };
}

/** Sends those that can be, and answers for all in their order. */
async function answers(
  members: readonly Member[],
  send: (known: readonly Identifiers[]) => Promise<RowResult[]>,
): Promise<RowResult[]> {
  const known = members.flatMap((member) => (member && 'identifiers' in member ? [member.identifiers] : []));
  const sent = (await send(known)).values();
  return members.map((member): RowResult => {
    if (member === undefined) return { status: 'accepted' };
    if ('identifiers' in member) {
      const { value } = sent.next();
      if (value === undefined) throw new TypeError('a member has no answer');
      return value;
    }
    const { fault, field } = member;
    return { status: 'rejected', reason: fault, ...(field === undefined ? {} : { field }) };
  });
}

function refuseUnknown(names: readonly string[]): void {
  const known: readonly string[] = identifierNames;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ConfigError(`Meta knows no identifier "${unknown}"`, {
    mend: `Map to some of ${identifierNames.join(', ')}.`,
  });
}
