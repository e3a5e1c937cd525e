import { createHmac } from 'node:crypto';
import type { z } from 'zod';
import { Unavailable } from '../../errors.ts';
import type { Settled } from '../define.ts';
import { exchange, parseJson } from '../exchange.ts';
import { jsonText } from '../values.ts';
import type { MetaConfig } from './config.ts';
import { graphFailure } from './graph-error.ts';

export interface MetaClient extends Settled<MetaConfig> {
  /** Ids of audiences that a sync names, by name. */
  audiences: Map<string, Promise<string>>;
}

interface Asked<T> {
  method: 'GET' | 'POST' | 'DELETE';
  /** The node or edge, as in `act_1/customaudiences`. */
  path: string;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  answer: z.ZodType<T>;
  /** Whether the request holds members, so that a refusal may be theirs. */
  sending?: boolean;
  signal: AbortSignal;
}

const readAtMost = 4 * 1024 * 1024;

/** Asks the Graph API once. The token goes into a header, where no log of addresses has it. */
export async function ask<T>({ config, throttle }: MetaClient, asked: Asked<T>): Promise<T> {
  const { access_token: token, app_secret: secret } = config;
  const url = new URL(`${config.api_url}/${asked.path}`);
  for (const [name, value] of Object.entries(asked.query ?? {})) url.searchParams.set(name, value);
  const proof = secret === undefined ? '' : createHmac('sha256', secret).update(token).digest('hex');
  if (proof !== '') url.searchParams.set('appsecret_proof', proof);
  const reply = await exchange({
    url: url.href,
    method: asked.method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: asked.body === undefined ? undefined : jsonText(asked.body),
    timeoutMs: 60_000,
    signal: asked.signal,
    readAtMost,
    throttle,
  });
  const failure = graphFailure(reply, [token, secret ?? '', proof], asked.sending ?? false);
  if (failure) throw failure;
  const parsed = asked.answer.safeParse(parseJson(reply.text));
  if (parsed.success) return parsed.data;
  throw new Unavailable(`Meta answered ${asked.method} ${asked.path} with what cannot be read`, {
    mend: 'It is tried again; if it stays, check the version in `api_url`.',
  });
}
