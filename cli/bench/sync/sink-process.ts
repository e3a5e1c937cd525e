import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const tookSchema = z.object({
  requests: z.number(),
  bytes: z.number(),
  keys: z.number(),
  mostUnderWay: z.number(),
});
export type Took = z.infer<typeof tookSchema>;

export interface Sink {
  url: string;
  host: string;
  /** What it took since it was asked last. */
  took(): Promise<Took>;
  close(): void;
}

/** Starts a receiver that answers after so many milliseconds. */
export async function startSink(delayMs: number): Promise<Sink> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sink.ts'), String(delayMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const line = async (): Promise<unknown> => JSON.parse(String((await once(lines, 'line'))[0]));
  const { port } = z.object({ port: z.number() }).parse(await line());
  const host = `127.0.0.1:${port}`;
  return {
    url: `http://${host}/rows`,
    host,
    async took() {
      const answer = line();
      child.stdin.write('\n');
      return tookSchema.parse(await answer);
    },
    close: () => child.stdin.end(),
  };
}
