/** Why each plan of a sync waits that asks for it; the other reasons are a breaker's. */
export const everyRunReason = 'each run of this sync is approved first';

/** Whether a plan that waits for these reasons takes a second person: what a breaker stopped is looked at by two. */
export const takesSecond = (reasons: readonly string[]): boolean =>
  reasons.some((reason) => reason !== everyRunReason);

/**
 * How many people have to approve a plan. Where fewer may than it takes, those there are suffice: a machine without
 * people has its one operator, who could never go on otherwise.
 */
export const approversNeeded = (reasons: readonly string[], mayApprove: number): 1 | 2 =>
  takesSecond(reasons) && mayApprove >= 2 ? 2 : 1;
