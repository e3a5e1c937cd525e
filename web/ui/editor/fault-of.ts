import type { Problem as Finding } from '../../../models/workspace/problem.ts';

/** What is wrong with a field below a prefix, by its path there; null where nothing is. */
export const faultsBelow =
  (problems: readonly Finding[], prefix: string) =>
  (path: string): string | null => {
    const field = prefix === '' ? path : `${prefix}.${path}`;
    const found = problems.find((problem) => problem.field === field);
    if (found === undefined) return null;
    return found.nearest === undefined ? found.message : `${found.message}. ${found.nearest}?`;
  };
