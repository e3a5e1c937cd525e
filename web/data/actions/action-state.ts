import type { Problem } from '../../ui/problem.ts';

/** What a form shows of its last submission. What starts something goes to the page of what was started. */
export interface ActionState {
  problem: Problem | null;
  /** What was done, where the page itself does not show it. */
  done?: string;
}

export const untouched: ActionState = { problem: null };
