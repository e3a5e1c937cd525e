import 'server-only';
import { headers } from 'next/headers';
import { z } from 'zod';
import { recordAudit } from '../../connectors/control/audit.ts';
import { readDraft, writeDraft } from '../../connectors/control/drafts.ts';
import { keepSecret, keptSecretsOf, seal, unseal } from '../../connectors/control/kept-secrets.ts';
import {
  endOAuthRequest,
  noteOAuthRequest,
  type OAuthRequest,
  outcomeOfOAuth,
  takeOAuthRequest,
} from '../../connectors/control/oauth-requests.ts';
import { resolveSecrets } from '../../connectors/control/secrets.ts';
import type { OAuthDefinition } from '../../connectors/destinations/define.ts';
import {
  beginOAuth,
  finishOAuth,
  type OAuthFault,
  OAuthRefused,
  oauthFaults,
} from '../../connectors/destinations/oauth.ts';
import { destinationOf } from '../../connectors/destinations/registry.ts';
import { ConfigError, NotFound, WeftError } from '../../connectors/errors.ts';
import { pathsOf } from '../ui/paths.ts';
import { atPath, withPath } from '../words/field-path.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';
import type { DestinationType } from './destinations.ts';
import { settings } from './settings.ts';
import { workspaceSlug } from './workspace.ts';

type Config = Record<string, unknown>;

const drafted = z.looseObject({ config: z.record(z.string(), z.unknown()).catch({}) });
/** What the verifier of PKCE is sealed as. */
const sealedAs = 'oauth verifier';

function oauthOf(type: string): OAuthDefinition {
  const { oauth, name } = destinationOf(type);
  if (oauth === undefined) throw new NotFound(`${name} is not connected by a sign-in`);
  return oauth;
}

/** Where a vendor sends people back to; it has to know the address. */
async function callbackOf(type: string): Promise<string> {
  await authorise('sync.edit');
  const base = settings().env.WEFT_PUBLIC_URL ?? `http://${(await headers()).get('host') ?? ''}`;
  return `${base.replace(/\/$/, '')}${pathsOf(await workspaceSlug()).oauthCallback(type)}`;
}

/** How a type's vendor is reached from a form; null where no token is got by a sign-in. */
export async function vendorOf({ slug, name, oauth }: DestinationType) {
  if (oauth === null) return null;
  const start = pathsOf(await workspaceSlug()).oauthStart(slug);
  return { name, start, callback: await callbackOf(slug) };
}

const textAt = (config: Config, path: string): string | undefined => {
  const value = atPath(config, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Keeps what stands in the form as the actor's draft, and resolves to where the vendor asks them. */
export async function beginConnecting({
  type,
  draft,
  spec,
  baseVersion,
}: {
  type: string;
  draft: string;
  spec: { config: Config };
  baseVersion: number;
}): Promise<{ location: string }> {
  const { name: actor, sessionId } = await authorise('sync.edit');
  const oauth = oauthOf(type);
  const redirectUri = await callbackOf(type);
  const clientId = textAt(spec.config, oauth.fields.clientId);
  if (clientId === undefined) {
    throw new ConfigError('the vendor has to know who asks', { mend: 'Give the client id first.' });
  }
  return withControl(async (control) => {
    const client = await filled(control, type, { clientId });
    const endpoints = oauth.endpoints(spec.config);
    const begun = await beginOAuth({ endpoints, clientId: client.clientId, redirectUri }, oauth);
    await writeDraft(control, { kind: 'destination', slug: draft, author: actor, spec, baseVersion });
    await noteOAuthRequest(control, {
      ...{ sessionId, actor, type, draft, redirectUri, state: begun.state },
      verifier: seal(settings(), begun.verifier, sealedAs),
    });
    return { location: begun.location };
  });
}

type Control = Parameters<Parameters<typeof withControl>[0]>[0];

/** Settings with what they refer to filled in. */
async function filled<T>(control: Control, type: string, config: T): Promise<T> {
  const kept = await keptSecretsOf(control, settings(), config);
  return resolveSecrets(config, process.env, `connecting to ${destinationOf(type).name}`, kept);
}

/**
 * Takes what came back: the state must be one that this session was given within ten minutes, and is good once. The
 * token is kept, and the draft refers to it. Resolves to the form's address, which says what became of it.
 */
export async function finishConnecting({
  type,
  parameters,
  signal,
}: {
  type: string;
  parameters: URLSearchParams;
  signal: AbortSignal;
}): Promise<string> {
  const { sessionId } = await authorise('sync.edit');
  oauthOf(type);
  const paths = pathsOf(await workspaceSlug());
  const state = parameters.get('state') ?? '';
  return withControl(async (control) => {
    const request = await takeOAuthRequest(control, { state, sessionId, type });
    if (request === null) return `${paths.newDestination(type)}?oauth=none`;
    const ended = await receive(control, request, { state, parameters, signal });
    await endOAuthRequest(control, { id: request.id, ...ended });
    const form = request.draft === 'new' ? paths.newDestination(type) : paths.editDestination(request.draft);
    return `${form}?oauth=${request.id}`;
  });
}

async function receive(
  control: Control,
  { type, draft: slug, actor, redirectUri, verifier }: OAuthRequest,
  { state, parameters, signal }: { state: string; parameters: URLSearchParams; signal: AbortSignal },
): Promise<{ outcome: OAuthOutcome; said: string | null }> {
  const oauth = oauthOf(type);
  const key = { kind: 'destination' as const, slug, author: actor };
  const draft = await readDraft(control, key);
  const spec = drafted.safeParse(draft?.spec);
  if (draft === null || !spec.success) return { outcome: 'no_draft', said: null };
  const { config } = spec.data;
  try {
    const client = await filled(control, type, {
      clientId: textAt(config, oauth.fields.clientId) ?? '',
      clientSecret: textAt(config, oauth.fields.clientSecret),
    });
    const token = await finishOAuth({
      ...client,
      ...{ endpoints: oauth.endpoints(config), redirectUri, parameters, state, signal },
      verifier: unseal(settings(), verifier, sealedAs),
    });
    const name = await keepSecret(control, settings(), { prefix: type, value: token, actor });
    const connected = withPath(config, oauth.fields.refreshToken, `\${secret:${name}}`);
    await writeDraft(control, {
      ...key,
      spec: { ...spec.data, config: connected },
      baseVersion: draft.baseVersion,
    });
    await recordAudit(control, {
      ...{ actor, action: 'destination.connect', subject: slug === 'new' ? type : slug },
      detail: { type, secret: name },
    });
    return { outcome: 'connected', said: null };
  } catch (error) {
    if (error instanceof OAuthRefused) return { outcome: error.fault, said: error.said || null };
    if (error instanceof WeftError) {
      return { outcome: 'refused', said: [error.message, error.mend].filter(Boolean).join('. ') };
    }
    throw error;
  }
}

type OAuthOutcome = OAuthFault | 'connected' | 'no_draft';
const outcomes = z.enum([...oauthFaults, 'connected', 'no_draft']);

/** What became of a way to a vendor and back; `stale` of one that was not this session's, not in time or not the first. */
export interface Connecting {
  outcome: OAuthOutcome | 'stale';
  said: string | null;
  redirectUri: string | null;
}

export async function connectingOf(id: unknown): Promise<Connecting | null> {
  if (typeof id !== 'string') return null;
  const { sessionId } = await authorise('sync.edit');
  const found = await withControl((control) => outcomeOfOAuth(control, { id, sessionId }));
  const outcome = outcomes.safeParse(found?.outcome);
  if (found === null || !outcome.success) return { outcome: 'stale', said: null, redirectUri: null };
  return { outcome: outcome.data, said: found.said, redirectUri: found.redirectUri };
}
