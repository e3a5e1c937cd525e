import type { Command } from 'commander';
import { registerAudit } from './identity/audit.ts';
import { registerDecide } from './identity/decide.ts';
import { registerExplain } from './identity/explain.ts';
import { registerPlan } from './identity/plan.ts';
import { registerReview } from './identity/review.ts';

export function register(program: Command): void {
  const identity = program
    .command('identity')
    .description('explain who is one person and why, look for wrong joins, and decide about records');
  registerExplain(identity);
  registerAudit(identity);
  registerDecide(identity);
  registerPlan(identity);
  registerReview(identity);
}
