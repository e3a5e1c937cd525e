/** A receiver that takes everything, in a process of its own: `sink.ts DELAY_MS`; tells its port, then on each line of its input what it took. */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const delayMs = Number(process.argv[2] ?? 0);
let requests = 0;
let bytes = 0;
let keys = 0;
let underWay = 0;
let mostUnderWay = 0;

/** Each row names its key once, in Weft's bodies and in the peers'. */
const mark = Buffer.from('"key":');

const server = createServer((request, response) => {
  underWay += 1;
  mostUnderWay = Math.max(mostUnderWay, underWay);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    for (let at = chunk.indexOf(mark); at >= 0; at = chunk.indexOf(mark, at + 1)) keys += 1;
  });
  request.on('end', async () => {
    requests += 1;
    if (delayMs > 0) await delay(delayMs);
    underWay -= 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : null })}\n`);
});
for await (const _ of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify({ requests, bytes, keys, mostUnderWay })}\n`);
  requests = 0;
  bytes = 0;
  keys = 0;
  mostUnderWay = 0;
}
process.exit(0);
