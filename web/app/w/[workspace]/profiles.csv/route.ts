import { csvFile } from '../../../../data/csv.ts';
import { exportedPeople } from '../../../../data/profiles.ts';

/** People as CSV, all of them or those that a search finds. */
export async function GET(request: Request): Promise<Response> {
  const matching = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 500);
  return csvFile('people', () => exportedPeople(matching));
}
