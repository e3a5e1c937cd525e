import { z } from 'zod';
import { bare, fieldsAt, valueAt } from './describe-schema.ts';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

export interface Branch {
  schema: Schema;
  issues: readonly Issue[];
}

/** The cost of a value that is not even of a branch's type. */
const wrongType = 1000;

/**
 * A union's issue holds every branch's issues, and most of those are about branches that nobody meant. This
 * is the branch that comes nearest to the value, or undefined where the value is of no branch's type.
 */
export function nearestBranch(
  union: Schema,
  value: unknown,
  errors: readonly (readonly Issue[])[],
): Branch | undefined {
  const here = bare(union);
  if (!(here instanceof z.ZodUnion)) return undefined;
  let best: (Branch & { cost: number }) | undefined;
  for (const [index, issues] of errors.entries()) {
    const schema = here.options[index];
    if (schema === undefined) continue;
    const cost = issues.reduce((sum, issue) => sum + costOf(issue, schema, value), 0);
    if (cost < (best?.cost ?? wrongType)) best = { schema, issues, cost };
  }
  return best;
}

/** How much an issue speaks against its branch having been meant. */
function costOf(issue: Issue, schema: Schema, value: unknown): number {
  const atRoot = issue.path.length === 0;
  switch (issue.code) {
    case 'invalid_type':
      if (atRoot) return wrongType;
      return valueAt(value, issue.path) === undefined ? 10 : 1;
    case 'invalid_value':
      // Another word than those of an enum is a slip; text where a map could stand is not.
      return atRoot ? wrongType : 10;
    case 'invalid_union':
      return atRoot &&
        issue.errors.every((errors) => errors.some((inner) => costOf(inner, schema, value) >= wrongType))
        ? wrongType
        : 1;
    case 'unrecognized_keys': {
      const fields = fieldsAt(schema, issue.path);
      return issue.keys.reduce((sum, key) => sum + (nearest(key, fields) === undefined ? 10 : 1), 0);
    }
    default:
      return 1;
  }
}
