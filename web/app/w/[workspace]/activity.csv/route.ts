import { exportedActivity } from '../../../../data/activity.ts';
import { csvFile } from '../../../../data/csv.ts';

/** The audit log as CSV, all of it or what a search finds. */
export async function GET(request: Request): Promise<Response> {
  const matching = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 500);
  return csvFile('activity', () => exportedActivity(matching));
}
