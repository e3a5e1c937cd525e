import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { comparisons, filter } from './filter.ts';
import { columnName, described, duration, slug } from './shared.ts';

const compared = z.strictObject(comparisons).partial().shape;

/** Comparisons of one profile column or trait. */
const profileCondition = z.strictObject({ profile: columnName, ...compared });
const traitCondition = z.strictObject({ trait: slug, ...compared });

const eventFields = { within: duration.optional(), where: filter.optional() };
const didCondition = z.strictObject({
  did: z.string().min(1),
  at_least: z.int().min(1).optional(),
  at_most: z.int().min(1).optional(),
  ...eventFields,
});
const didNotCondition = z.strictObject({ did_not: z.string().min(1), ...eventFields });
const segmentCondition = z.strictObject({ segment: slug });

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | z.infer<typeof profileCondition>
  | z.infer<typeof traitCondition>
  | z.infer<typeof didCondition>
  | z.infer<typeof didNotCondition>
  | z.infer<typeof segmentCondition>;

const leaves = {
  profile: profileCondition,
  trait: traitCondition,
  did: didCondition,
  did_not: didNotCondition,
  segment: segmentCondition,
};

/** The key that says what a condition is, so that an error is about that kind of condition alone. */
export const conditionKeys = ['all', 'any', 'not', ...Object.keys(leaves)];

/** The key that was meant where a condition has none of them. */
function slipOf(given: readonly string[]): string | undefined {
  return given.map((name) => nearest(name, conditionKeys)).find((name) => name !== undefined);
}

const group: z.ZodType<Condition[]> = z.lazy(() => z.array(condition).min(1));

/** Dispatches on the one key that names the kind, so that an issue points into the branch that was meant. */
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.record(z.string(), z.unknown()).transform((value, context): Condition => {
    const kinds = conditionKeys.filter((name) => name in value);
    const kind = kinds[0];
    if (kind === undefined || kinds.length > 1) {
      context.addIssue({
        code: 'custom',
        message:
          kind === undefined
            ? `a condition needs one of ${conditionKeys.join(', ')}`
            : `a condition is of one kind; this is ${kinds.join(' and ')}`,
        params: {
          expected: `exactly one of ${conditionKeys.join(', ')}`,
          nearest: kind === undefined ? slipOf(Object.keys(value)) : undefined,
        },
      });
      return z.NEVER;
    }
    const schema: z.ZodType<Condition> =
      kind === 'all'
        ? z.strictObject({ all: group })
        : kind === 'any'
          ? z.strictObject({ any: group })
          : kind === 'not'
            ? z.strictObject({ not: condition })
            : (Object.entries(leaves).find(([name]) => name === kind)?.[1] ?? z.never());
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      if ((kind === 'profile' || kind === 'trait') && Object.keys(value).length < 2) {
        context.addIssue({ code: 'custom', message: 'needs a comparison such as eq, in, gte or is_set' });
        return z.NEVER;
      }
      return parsed.data;
    }
    // The branch's own issue and schema travel along, for whoever turns issues into messages.
    for (const issue of parsed.error.issues) {
      context.addIssue({
        code: 'custom',
        message: issue.message,
        // A copy: zod lengthens the path of what is added on its way up.
        path: [...issue.path],
        params: { issue, schema },
      });
    }
    return z.NEVER;
  }),
);

/** The people for whom a tree of conditions holds. */
export const segmentSchema = z.strictObject({
  kind: z.literal('segment'),
  ...described,
  where: condition,
});
export type Segment = z.infer<typeof segmentSchema>;

export type ConditionPath = readonly (string | number)[];

/** Calls `visit` for each condition of a tree, groups included, with its path from `from`. */
export function walkConditions(
  root: Condition,
  visit: (condition: Condition, path: ConditionPath) => void,
  from: ConditionPath = [],
): void {
  visit(root, from);
  if ('all' in root) {
    for (const [index, child] of root.all.entries()) walkConditions(child, visit, [...from, 'all', index]);
  } else if ('any' in root) {
    for (const [index, child] of root.any.entries()) walkConditions(child, visit, [...from, 'any', index]);
  } else if ('not' in root) walkConditions(root.not, visit, [...from, 'not']);
}
