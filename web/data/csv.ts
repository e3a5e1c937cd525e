import 'server-only';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

async function* each(batches: AsyncIterable<object[]>) {
  for await (const batch of batches) yield* batch;
}

/** Rows as a CSV file, streamed: a million take no more memory than a page. */
export function csvFile(
  name: string,
  columns: readonly string[],
  batches: AsyncIterable<object[]>,
): Response {
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
