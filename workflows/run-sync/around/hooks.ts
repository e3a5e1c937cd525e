import { resolveSecrets } from '../../../connectors/control/secrets.ts';
import { exchange, saying } from '../../../connectors/destinations/exchange.ts';
import { unthrottled } from '../../../connectors/destinations/throttle.ts';
import { ConfigError, Unavailable, WarehouseError } from '../../../connectors/errors.ts';
import type { QueryOptions, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Hook } from '../../../models/workspace/kinds/sync-timing.ts';

/** What a request tells of a run. */
export interface HookNews {
  event: 'before' | 'after';
  sync: string;
  run_id: string;
  /** After a run: how it ended, and its account. */
  status?: string;
  counts?: Record<string, number>;
}

const timeoutMs = 30_000;

/** Does one hook. Throws what it failed of: WarehouseError, Unavailable, ConfigError. */
export async function runHook(
  warehouse: Warehouse,
  hook: Hook,
  news: HookNews,
  options: QueryOptions & { signal: AbortSignal },
): Promise<void> {
  if ('sql' in hook) {
    await warehouse.execute(hook.sql, options);
    return;
  }
  const { url, method, headers } = resolveSecrets(hook.http, process.env, `the hook of sync ${news.sync}`);
  const secrets = Object.values(headers).filter((value) => value.length >= 8);
  const reply = await exchange({
    ...{ url, method, timeoutMs, signal: options.signal, readAtMost: 4096, throttle: unthrottled },
    headers: { 'user-agent': 'weft', 'content-type': 'application/json', ...lowered(headers) },
    body: method === 'GET' ? undefined : JSON.stringify(news),
  });
  if (reply.status >= 200 && reply.status < 300) return;
  const said = `the hook at ${new URL(url).origin} answered ${saying(reply, secrets)}`;
  const mend = 'Let it answer 2xx, or take the hook out of the sync.';
  const passing = reply.status >= 500 || [408, 425, 429].includes(reply.status);
  throw passing ? new Unavailable(said, { mend }) : new ConfigError(said, { mend });
}

const lowered = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Which of the hooks failed, as the run's steps call it. */
export const hookName = (event: HookNews['event'], index: number, hook: Hook): string =>
  `hook ${event} ${index + 1} (${'sql' in hook ? 'SQL' : 'HTTP'})`;

/** Throws WarehouseError where the newest value of a time column is older than asked. */
export function refuseStale(
  sync: string,
  { column, within, where }: { column: string; within: string; where: string },
  newest: Date | null,
  oldestAllowed: Date,
): void {
  if (newest !== null && newest >= oldestAllowed) return;
  const found = newest === null ? 'it has no rows' : `the newest is of ${newest.toISOString()}`;
  throw new WarehouseError(
    `sync ${sync}: ${where} is stale: by ${column} it must be of the last ${within}, and ${found}`,
    {
      mend: 'Find out why it was not loaded; nothing was sent. Start the sync again once it was.',
    },
  );
}
