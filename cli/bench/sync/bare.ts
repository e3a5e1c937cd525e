/** The bare loop: `bare.ts URL ROWS BATCH CONNECTIONS` sends the bodies that a sync would, and does nothing else. */
import { Pool } from 'undici';
import { bodyOf } from './rows.ts';

const [url = '', rows = '0', batch = '100', connections = '8'] = process.argv.slice(2);
const size = Number(batch);
const count = Math.ceil(Number(rows) / size);
// The bodies are made before: what is measured is the sending alone.
const distinct = Math.min(count, 2000);
const bodies = Array.from({ length: distinct }, (_, index) => bodyOf(index * size, size));
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: Number(connections) });
let next = 0;
const started = performance.now();
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    for (let index = next++; index < count; index = next++) {
      const { body } = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: bodies[index % distinct] ?? '',
      });
      await body.dump();
    }
  }),
);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
await pool.close();
