import { z } from 'zod';
import { parseJson } from '../../connectors/destinations/exchange.ts';
import { FaultyServer, type ListenOptions, type ServedAnswer, type ServedRequest } from './faulty-server.ts';

export interface MetaAudience {
  id: string;
  name: string;
  subtype: string;
  /** Restricted by Meta: its members cannot be changed (operation_status 471). */
  flagged?: boolean;
  /** By EXTERN_ID, or by all identifiers of one who has none. */
  members: Map<string, Record<string, string>>;
}

const hashedKeys = [
  'EMAIL',
  'PHONE',
  'GEN',
  'DOBY',
  'DOBM',
  'DOBD',
  'LN',
  'FN',
  'FI',
  'CT',
  'ST',
  'ZIP',
  'COUNTRY',
];
const strongKeys = ['EXTERN_ID', 'EMAIL', 'PHONE', 'MADID'];

const usersSchema = z.strictObject({
  payload: z.strictObject({
    schema: z.array(z.enum([...hashedKeys, 'EXTERN_ID', 'MADID'])).min(1),
    data: z.array(z.array(z.string())).min(1),
  }),
  session: z.strictObject({
    session_id: z.int().min(1),
    batch_seq: z.int().min(1),
    last_batch_flag: z.boolean(),
    estimated_num_total: z.int().optional(),
  }),
});

const creationSchema = z.strictObject({
  name: z.string().min(1).max(255),
  subtype: z.literal('CUSTOM'),
  customer_file_source: z.enum([
    'USER_PROVIDED_ONLY',
    'PARTNER_PROVIDED_ONLY',
    'BOTH_USER_AND_PARTNER_PROVIDED',
  ]),
  description: z.string().optional(),
});

/**
 * One ad account of Meta's Marketing API with its Custom Audiences, written from the guide "Customer File Custom
 * Audiences" and "Handling Errors" of the Graph API: it counts invalid entries and shows a few of them.
 */
export class MetaServer extends FaultyServer {
  readonly account = '1234567890';
  readonly tokens = new Set<string>();
  /** When tokens end, in seconds since 1970; those that are not here have no end. */
  readonly tokensEnd = new Map<string, number>();
  readonly audiences = new Map<string, MetaAudience>();
  /** Whether the terms of Custom Audiences are accepted. */
  terms = true;
  /** Why an entry with this EXTERN_ID or hash is counted as invalid. */
  readonly invalid = new Map<string, string>();
  /** What the samples of invalid entries are called by: their number, or one of their values. */
  samplesBy: 'number' | 'value' = 'number';
  samplesAtMost = 5;
  /** The minutes that the account has to wait for; undefined while it may ask. */
  blockedMinutes: number | undefined;
  /** The error that changes of members are answered with, one each. */
  readonly userErrors: object[] = [];
  /** Entries that the next requests do not receive. */
  lost = 0;
  pageSize = 200;
  readonly #closedSessions = new Set<number>();
  #made = 0;

  static start(options: ListenOptions = {}): Promise<MetaServer> {
    return new MetaServer().listen(options);
  }

  add(id: string, name: string, more: Partial<MetaAudience> = {}): MetaAudience {
    const audience = { id, name, subtype: 'CUSTOM', members: new Map(), ...more };
    this.audiences.set(id, audience);
    return audience;
  }

  protected serve({ method, path, headers, body }: ServedRequest): ServedAnswer {
    const url = new URL(path, 'http://meta.example');
    const [, version, node = '', edge] = url.pathname.split('/');
    if (version !== 'v25.0') return failed(400, 2635, 'You are calling a deprecated version of the Ads API.');
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (!this.tokens.has(token)) {
      return failed(400, 190, 'Error validating access token: Session has expired', { error_subcode: 463 });
    }
    if (this.blockedMinutes !== undefined) {
      const usage = [
        { type: 'custom_audience', call_count: 100, estimated_time_to_regain_access: this.blockedMinutes },
      ];
      return {
        ...failed(400, 80003, 'There have been too many calls from this ad-account.'),
        headers: { 'x-business-use-case-usage': JSON.stringify({ '42': usage }) },
      };
    }
    if (node === 'debug_token' && method === 'GET') {
      const asked = url.searchParams.get('input_token') ?? '';
      if (!this.tokens.has(asked)) return answered({ data: { is_valid: false, scopes: [] } });
      const data = { app_id: '1', type: 'SYSTEM_USER', is_valid: true, scopes: ['ads_management'] };
      return answered({ data: { ...data, expires_at: this.tokensEnd.get(asked) ?? 0 } });
    }
    if (node === `act_${this.account}`) return this.#ofAccount(method, edge, url.searchParams, body);
    const audience = this.audiences.get(node);
    if (!audience) {
      return failed(
        400,
        100,
        `Unsupported ${method.toLowerCase()} request. Object with ID '${node}' does not exist`,
        {
          error_subcode: 33,
        },
      );
    }
    if (edge !== 'users' || (method !== 'POST' && method !== 'DELETE'))
      return failed(400, 100, 'Unsupported request');
    return this.#change(method, audience, body);
  }

  #ofAccount(method: string, edge: string | undefined, query: URLSearchParams, body: string): ServedAnswer {
    if (edge === undefined && method === 'GET') {
      return answered({
        id: `act_${this.account}`,
        tos_accepted: this.terms ? { custom_audience_tos: 1 } : {},
      });
    }
    if (edge !== 'customaudiences') return failed(400, 2500, 'Unknown path components');
    if (method === 'GET') {
      const all = [...this.audiences.values()].map(({ id, name, subtype }) => ({ id, name, subtype }));
      const start = Number(query.get('after') ?? 0);
      const end = start + Math.min(this.pageSize, Number(query.get('limit') ?? 25));
      const next = end < all.length ? { next: 'https://graph.facebook.com/next' } : {};
      return answered({ data: all.slice(start, end), paging: { cursors: { after: String(end) }, ...next } });
    }
    const asked = creationSchema.safeParse(parseJson(body));
    if (!asked.success)
      return failed(400, 100, `(#100) Invalid parameter: ${asked.error.issues[0]?.path.join('.')}`);
    if (!this.terms) {
      return failed(400, 200, 'Permissions error', {
        error_user_msg: 'The terms of service have not been accepted.',
      });
    }
    this.#made += 1;
    return answered({ id: this.add(String(9000 + this.#made), asked.data.name).id });
  }

  #change(method: 'POST' | 'DELETE', audience: MetaAudience, body: string): ServedAnswer {
    const error = this.userErrors.shift();
    if (error !== undefined) return { status: 400, body: JSON.stringify({ error }) };
    if (audience.subtype !== 'CUSTOM') return failed(400, 2650, 'Failed to update the custom audience');
    if (audience.flagged) {
      return failed(400, 100, 'Invalid parameter', {
        error_subcode: 1713230,
        error_user_title: 'Audience Upload Blocked',
      });
    }
    const asked = usersSchema.safeParse(parseJson(body));
    if (!asked.success)
      return failed(400, 100, `(#100) Invalid parameter: ${asked.error.issues[0]?.path.join('.')}`);
    const { payload, session } = asked.data;
    if (payload.data.length > 10_000) return failed(400, 105, 'Too many parameters');
    if (payload.data.some((entry) => entry.length !== payload.schema.length)) {
      return failed(400, 100, '(#100) Data is missing or does not match schema');
    }
    if (this.#closedSessions.has(session.session_id)) return failed(400, 100, '(#100) The session is closed');
    if (session.last_batch_flag) this.#closedSessions.add(session.session_id);
    const samples: [string, string][] = [];
    let invalid = 0;
    const taken = payload.data.slice(0, payload.data.length - this.lost);
    for (const entry of taken) {
      const member = Object.fromEntries(
        payload.schema.flatMap((key, index) => (entry[index] === '' ? [] : [[key, entry[index] ?? '']])),
      );
      const reason = this.#fault(member);
      if (reason === undefined) apply(method, audience, member);
      else {
        invalid += 1;
        const [value = ''] = Object.values(member);
        samples.push([this.samplesBy === 'value' ? value : String(samples.length), reason]);
      }
    }
    return answered({
      audience_id: audience.id,
      session_id: String(session.session_id),
      num_received: taken.length,
      num_invalid_entries: invalid,
      invalid_entry_samples: Object.fromEntries(samples.slice(0, this.samplesAtMost)),
    });
  }

  #fault(member: Record<string, string>): string | undefined {
    for (const [key, value] of Object.entries(member)) {
      const told = this.invalid.get(value);
      if (told !== undefined) return told;
      if (hashedKeys.includes(key) && !/^[0-9a-f]{64}$/.test(value))
        return `${key} is not hashed with SHA256`;
      if (key === 'MADID' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value))
        return 'MADID is malformed';
    }
    return Object.keys(member).length === 0 ? 'the entry is empty' : undefined;
  }
}

function apply(method: 'POST' | 'DELETE', { members }: MetaAudience, member: Record<string, string>): void {
  if (method === 'POST') {
    members.set(member.EXTERN_ID ?? JSON.stringify(member), member);
    return;
  }
  for (const [key, held] of members) {
    if (strongKeys.some((name) => member[name] !== undefined && member[name] === held[name]))
      members.delete(key);
  }
}

const answered = (body: object): ServedAnswer => ({ status: 200, body: JSON.stringify(body) });

const failed = (status: number, code: number, message: string, more: object = {}): ServedAnswer => ({
  status,
  body: JSON.stringify({ error: { message, type: 'OAuthException', code, fbtrace_id: 'A1', ...more } }),
});
