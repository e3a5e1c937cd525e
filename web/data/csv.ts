import 'server-only';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { attempt } from './problem.ts';

async function* each(batches: AsyncIterable<object[]>) {
  for await (const batch of batches) yield* batch;
}

/** What an export holds: `load` of a handler authorises before it gives any of it. */
export interface Exported {
  columns: readonly string[];
  batches: AsyncIterable<object[]>;
}

/** Rows as a CSV file called `name`, streamed: a million take no more memory than a page. Null is a file that is not there. */
export async function csvFile(name: string, load: () => Promise<Exported | null>): Promise<Response> {
  const outcome = await attempt(load);
  if (outcome.state === 'not-computed') {
    return Response.json({ error: outcome.cause, mend: outcome.mend }, { status: 409 });
  }
  if (outcome.state === 'failed') return Response.json(outcome.problem, { status: outcome.status });
  if (outcome.data === null) return Response.json({ error: `There is no ${name} here.` }, { status: 404 });
  const { columns, batches } = outcome.data;
  const csv = Readable.from(each(batches)).pipe(
    // `escape_formulas`: a spreadsheet would run a name that begins with an equals sign.
    stringify({ header: true, columns: [...columns], escape_formulas: true }),
  );
  return new Response(Readable.toWeb(csv) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'no-store',
    },
  });
}
