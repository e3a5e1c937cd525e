import type { Problem as Finding } from '../../../models/workspace/problem.ts';

const messageOf = ({ message, nearest }: Finding): string =>
  nearest === undefined ? message : `${message}. ${nearest}?`;

/** What is wrong with a field below a prefix, by its path there; null where nothing is. */
export const faultsBelow =
  (problems: readonly Finding[], prefix: string) =>
  (path: string): string | null => {
    const field = prefix === '' ? path : `${prefix}.${path}`;
    const found = problems.find((problem) => problem.field === field);
    return found === undefined ? null : messageOf(found);
  };

/** The first that is wrong with a field or anything in it: of a list, whose entries have no place of their own. */
export const faultsWithin =
  (problems: readonly Finding[], prefix: string) =>
  (path: string): string | null => {
    const field = `${prefix}.${path}`;
    const found = problems.find(
      (problem) =>
        problem.field === field ||
        (/^[.[]/.test(problem.field.slice(field.length)) && problem.field.startsWith(field)),
    );
    return found === undefined ? null : messageOf(found);
  };
