import { parseJson } from '../../connectors/destinations/exchange.ts';
import { FaultyServer, type ListenOptions, type ServedAnswer, type ServedRequest } from './faulty-server.ts';

interface Channel {
  id: string;
  name: string;
  archived?: boolean;
  member?: boolean;
  private?: boolean;
  /** A workspace preference that keeps apps from posting. */
  restricted?: boolean;
}

interface User {
  id: string;
  email: string;
  deleted?: boolean;
}

export interface SlackMessage {
  channel: string;
  ts: string;
  text: string;
  blocks?: unknown[];
}

const blockTypes = ['section', 'divider', 'header', 'context', 'actions', 'image', 'rich_text', 'markdown'];

/**
 * A workspace of Slack with its Web API, written from docs.slack.dev: methods answer 200 with `ok` and `error`,
 * and 429 with `Retry-After`. It posts whatever is posted twice twice, as Slack does.
 */
export class SlackServer extends FaultyServer {
  readonly tokens = new Map<string, Set<string>>();
  readonly channels: Channel[] = [];
  readonly users: User[] = [];
  readonly messages: SlackMessage[] = [];
  /** The error that a token is answered with from now on, such as token_revoked. */
  readonly refusedTokens = new Map<string, string>();
  /** The errors that posting to a channel is answered with, one each. */
  readonly postErrors: string[] = [];
  /** Messages that a channel takes in one second. */
  perSecond = Number.POSITIVE_INFINITY;
  /** What a channel has to wait for after that, in seconds. */
  retryAfter = '1';
  /** The most channels of a page, whatever limit is asked for. */
  pageSize = 200;
  readonly #posted = new Map<string, number[]>();

  static start(options: ListenOptions = {}): Promise<SlackServer> {
    return new SlackServer().listen(options);
  }

  protected serve({ method, path, headers, body }: ServedRequest): ServedAnswer {
    const [, name, query] = /^\/api\/([A-Za-z.]+)(?:\?(.*))?$/.exec(path) ?? [];
    if (name === undefined) return { status: 404, body: 'no such page' };
    const reads = method === 'GET' && ['conversations.list', 'users.lookupByEmail'].includes(name);
    const isJson = /^application\/json/.test(headers['content-type'] ?? '');
    const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
    if (!reads && (method !== 'POST' || !(isForm || isJson))) return failed('invalid_post_type');
    const [, token = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (token === '') return failed('not_authed');
    const refused = this.refusedTokens.get(token);
    if (refused !== undefined) return failed(refused);
    const scopes = this.tokens.get(token);
    if (!scopes) return failed('invalid_auth');
    const given = isJson ? formOf(body) : new URLSearchParams(reads ? query : body);
    const needs = (scope: string) =>
      scopes.has(scope)
        ? undefined
        : failed('missing_scope', { needed: scope, provided: [...scopes].join(',') });
    if (name === 'auth.test') {
      const answer = succeeded({ url: 'https://acme.slack.com/', team: 'Acme', user: 'weft' });
      return { ...answer, headers: { 'x-oauth-scopes': [...scopes].join(',') } };
    }
    if (name === 'chat.postMessage') return needs('chat:write') ?? this.#post(given, scopes);
    if (name === 'users.lookupByEmail') return needs('users:read.email') ?? this.#lookup(given);
    if (name === 'conversations.list') return needs('channels:read') ?? this.#list(given);
    return failed('unknown_method');
  }

  #post(given: URLSearchParams, scopes: ReadonlySet<string>): ServedAnswer {
    const asked = given.get('channel') ?? '';
    const known = this.channels.find(
      (channel) => channel.id === asked || (!channel.private && channel.name === asked.replace(/^#/, '')),
    );
    const user = this.users.find(({ id, deleted }) => id === asked && !deleted);
    const id = known?.id ?? (user && `D${user.id.slice(1)}`);
    if (id === undefined || (known?.private && !known.member)) return failed('channel_not_found');
    if (known?.archived) return failed('is_archived');
    if (known?.restricted) return failed('restricted_action');
    if (known && !known.member && !scopes.has('chat:write.public')) return failed('not_in_channel');
    const text = given.get('text') ?? '';
    const written = given.get('blocks');
    const blocks = written === null ? undefined : parseJson(written);
    if (written !== null && !Array.isArray(blocks)) return failed('invalid_blocks_format');
    const faults = (Array.isArray(blocks) ? blocks : []).flatMap(blockFaults);
    if (Array.isArray(blocks) && blocks.length > 50)
      faults.push('no more than 50 items allowed [json-pointer:/blocks]');
    if (faults.length > 0) {
      return failed('invalid_blocks', {
        errors: faults,
        response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) },
      });
    }
    if (text === '' && blocks === undefined) return failed('no_text');
    const error = this.postErrors.shift();
    if (error !== undefined) return failed(error);
    const now = Date.now();
    const recent = (this.#posted.get(id) ?? []).filter((at) => at > now - 1000);
    if (recent.length >= this.perSecond) {
      return {
        status: 429,
        body: '{"ok":false,"error":"ratelimited"}',
        headers: { 'retry-after': this.retryAfter },
      };
    }
    this.#posted.set(id, [...recent, now]);
    const message = {
      channel: id,
      ts: `${Math.floor(now / 1000)}.${String(this.messages.length).padStart(6, '0')}`,
      // Slack cuts without saying so.
      text: [...text].slice(0, 40_000).join(''),
      ...(Array.isArray(blocks) ? { blocks } : {}),
    };
    this.messages.push(message);
    return succeeded({
      channel: id,
      ts: message.ts,
      message: { ...message, type: 'message', subtype: 'bot_message' },
    });
  }

  #lookup(given: URLSearchParams): ServedAnswer {
    const email = (given.get('email') ?? '').toLowerCase();
    const found = this.users.find((user) => user.email.toLowerCase() === email);
    if (!found) return failed('users_not_found');
    return succeeded({
      user: { id: found.id, name: email, deleted: found.deleted ?? false, profile: { email } },
    });
  }

  #list(given: URLSearchParams): ServedAnswer {
    const start = Number(given.get('cursor') ?? 0);
    const limit = Math.min(this.pageSize, Number(given.get('limit') ?? 100));
    const types = (given.get('types') ?? 'public_channel').split(',');
    const visible = this.channels.filter(
      (channel) =>
        !(given.get('exclude_archived') === 'true' && channel.archived) &&
        types.includes(channel.private ? 'private_channel' : 'public_channel') &&
        (!channel.private || channel.member),
    );
    const next = start + limit < visible.length ? String(start + limit) : '';
    return succeeded({
      channels: visible.slice(start, start + limit).map(({ id, name, archived, member }) => ({
        id,
        name,
        is_channel: true,
        is_archived: archived ?? false,
        is_member: member ?? false,
      })),
      response_metadata: { next_cursor: next },
    });
  }
}

const succeeded = (more: object): ServedAnswer => ({
  status: 200,
  body: JSON.stringify({ ok: true, ...more }),
});

const failed = (error: string, more: object = {}): ServedAnswer => ({
  status: 200,
  body: JSON.stringify({ ok: false, error, ...more }),
});

function blockFaults(block: unknown, index: number): string[] {
  const at = `[json-pointer:/blocks/${index}`;
  const { type, text } = Object(block);
  if (!blockTypes.includes(type)) return [`unsupported type: ${String(type)} ${at}/type]`];
  if (type !== 'section' && type !== 'header') return [];
  const { type: kind, text: inner } = Object(text);
  if (!['mrkdwn', 'plain_text'].includes(kind)) return [`missing required field: text ${at}]`];
  const longest = type === 'header' ? 150 : 3000;
  if (String(inner).length > longest) return [`must be less than ${longest + 1} characters ${at}/text/text]`];
  return inner === '' ? [`must be more than 0 characters ${at}/text/text]`] : [];
}

/** The arguments of a method that came as JSON, as a form would have them. */
function formOf(body: string): URLSearchParams {
  const given: Record<string, unknown> = JSON.parse(body);
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return new URLSearchParams(Object.entries(given).map(([name, value]) => [name, text(value)]));
}
