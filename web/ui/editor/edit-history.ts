/** What was edited, with the steps that lead back and forth. Pure, for a reducer. */
export interface EditHistory<S> {
  past: readonly S[];
  now: S;
  future: readonly S[];
  /** What the last change was of: a change of the same thing right after it is one step with it. */
  last: { of: string; at: number } | null;
}

export type EditStep<S> =
  | { type: 'change'; to: (now: S) => S; of?: string | undefined; at: number }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'reset'; to: S };

const mostSteps = 100;
/** Typing that pauses for longer begins a step of its own. */
const oneStepMs = 1000;

export const startHistory = <S>(now: S): EditHistory<S> => ({ past: [], now, future: [], last: null });

export function editStep<S>(history: EditHistory<S>, step: EditStep<S>): EditHistory<S> {
  const { past, now, future, last } = history;
  switch (step.type) {
    case 'reset':
      return startHistory(step.to);
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return history;
      return { past: past.slice(0, -1), now: before, future: [now, ...future], last: null };
    }
    case 'redo': {
      const [after, ...rest] = future;
      if (after === undefined) return history;
      return { past: [...past, now], now: after, future: rest, last: null };
    }
    case 'change': {
      const to = step.to(now);
      if (to === now) return history;
      const joins = step.of !== undefined && last?.of === step.of && step.at - last.at < oneStepMs;
      return {
        past: joins ? past : [...past, now].slice(-mostSteps),
        now: to,
        future: [],
        last: step.of === undefined ? null : { of: step.of, at: step.at },
      };
    }
  }
}
