import { getFormatter, getTranslations } from 'next-intl/server';
import type { PlanStanding } from '../data/approvals.ts';

/** Who said yes to a plan, and whose yes is missing; null where one is enough and nobody spoke. */
export async function standingWords({ approvedBy, needed }: PlanStanding): Promise<string | null> {
  const [words, format] = await Promise.all([getTranslations('syncs.approval'), getFormatter()]);
  if (approvedBy.length === 0) return needed === 2 ? words('two') : null;
  return words(approvedBy.length < needed ? 'second' : 'enough', { names: format.list(approvedBy) });
}
