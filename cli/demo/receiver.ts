import { mkdirSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const delivery = z.object({
  sync: z.string(),
  run_id: z.string(),
  rows: z.array(
    z.object({ key: z.string(), operation: z.string(), fields: z.record(z.string(), z.unknown()) }),
  ),
});

/** The campaign tool of the demo: a webhook that keeps one record per sync and key, in memory and in a file. */
export interface Receiver {
  port: number;
  /** Records it holds now. */
  size(): number;
  close(): Promise<void>;
}

/**
 * Starts the receiver. Each delivery is a line of `file`, from which an earlier demo's records are read again;
 * a delivery that is already there, by its idempotency key, is answered and not counted twice.
 */
export async function startReceiver(port: number, file: string): Promise<Receiver> {
  mkdirSync(dirname(file), { recursive: true });
  const records = new Map<string, unknown>();
  const taken = new Set<string>();
  const take = (id: string, { sync, rows }: z.infer<typeof delivery>) => {
    taken.add(id);
    for (const row of rows) {
      const name = JSON.stringify([sync, row.key]);
      if (row.operation === 'delete') records.delete(name);
      else records.set(name, row.fields);
    }
  };
  for (const line of earlierLines(file)) {
    const kept = z.object({ id: z.string(), body: delivery }).parse(JSON.parse(line));
    take(kept.id, kept.body);
  }

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    try {
      if (request.method === 'HEAD' || request.method === 'GET')
        return answer(200, { records: records.size });
      const body = delivery.parse(JSON.parse(await text(request)));
      const id = String(request.headers['idempotency-key'] ?? '');
      if (!taken.has(id)) {
        await appendFile(file, `${JSON.stringify({ id, body })}\n`);
        take(id, body);
      }
      answer(200, { results: body.rows.map((row) => ({ key: row.key, status: 'accepted' })) });
    } catch (error) {
      answer(400, { error: String(error) });
    }
  });
  await listening(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    size: () => records.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function earlierLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
