import type { Problem } from '../../ui/problem.ts';

/** What a form shows of its last submission. A success goes to the page of what was started. */
export interface ActionState {
  problem: Problem | null;
}

export const untouched: ActionState = { problem: null };
