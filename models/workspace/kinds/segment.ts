import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { comparisons, filter } from './filter.ts';
import { percent } from './percent.ts';
import { columnName, described, duration, slug } from './shared.ts';

const compared = z.strictObject(comparisons).partial().shape;

/** Comparisons of one profile column or trait. */
const profileCondition = z.strictObject({ profile: columnName, ...compared });
const traitCondition = z.strictObject({ trait: slug, ...compared });

const rowFields = { within: duration.optional(), where: filter.optional() };
const times = { at_least: z.int().min(1).optional(), at_most: z.int().min(1).optional() };
const eventName = z.string().min(1);

/** Another event of the same person, by which one is told: at most `within` from it. */
const neighbour = z.strictObject({ did: eventName, ...rowFields });
const neighbours = { after: neighbour.optional(), before: neighbour.optional() };

const didCondition = z.strictObject({ did: eventName, ...times, ...rowFields, ...neighbours });
const didNotCondition = z.strictObject({ did_not: eventName, ...rowFields, ...neighbours });

/** When a person first, or last, did something. */
const momentFields = {
  where: filter.optional(),
  within: comparisons.within.optional(),
  before: comparisons.before.optional(),
  gte: comparisons.gte.optional(),
  lt: comparisons.lt.optional(),
  between: comparisons.between.optional(),
};
const firstCondition = z.strictObject({ first: eventName, ...momentFields });
const lastCondition = z.strictObject({ last: eventName, ...momentFields });

/** Events one after the other, each at most its `within` after the one before it. */
const sequenceCondition = z.strictObject({
  sequence: z
    .array(z.strictObject({ did: eventName, ...rowFields }))
    .min(2)
    .max(10),
  /** The window that all of them are in. */
  within: duration.optional(),
});

/** Rows of an entity: orders, items with their product, tickets. */
const hasCondition = z.strictObject({ has: slug, ...times, ...rowFields });
const hasNotCondition = z.strictObject({ has_not: slug, ...rowFields });

const segmentCondition = z.strictObject({ segment: slug });
const consentCondition = z.strictObject({ consent: slug });

/** A person within so many kilometres of a place; their own is in two columns of the profile. */
const nearCondition = z.strictObject({
  near: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  km: z.number().gt(0),
  latitude: columnName.default('latitude'),
  longitude: columnName.default('longitude'),
});

const leaves = {
  profile: profileCondition,
  trait: traitCondition,
  did: didCondition,
  did_not: didNotCondition,
  first: firstCondition,
  last: lastCondition,
  sequence: sequenceCondition,
  has: hasCondition,
  has_not: hasNotCondition,
  segment: segmentCondition,
  consent: consentCondition,
  near: nearCondition,
};
export type LeafOf<K extends keyof typeof leaves> = z.infer<(typeof leaves)[K]>;
export type Leaf = { [K in keyof typeof leaves]: LeafOf<K> }[keyof typeof leaves];
export type LeafKey = keyof typeof leaves;

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Leaf;

/** The key that says what a condition is, so that an error is about that kind of condition alone. */
export const conditionKeys = ['all', 'any', 'not', ...Object.keys(leaves)];

/** The key that was meant where a condition has none of them. */
function slipOf(given: readonly string[]): string | undefined {
  return given.map((name) => nearest(name, conditionKeys)).find((name) => name !== undefined);
}

const group: z.ZodType<Condition[]> = z.lazy(() => z.array(condition).min(1));

/** Dispatches on the one key that names the kind, so that an issue points into the branch that was meant. */
export const condition: z.ZodType<Condition> = z.lazy(() =>
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
      const bare = kind === 'profile' || kind === 'trait' || kind === 'first' || kind === 'last';
      if (bare && Object.keys(value).filter((name) => name !== 'where').length < 2) {
        const such =
          kind === 'profile' || kind === 'trait' ? 'eq, in, gte or is_set' : 'within, before or gte';
        context.addIssue({ code: 'custom', message: `needs a comparison such as ${such}` });
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

/** What of the workspace's alerts is another for one segment. */
const alert = z
  .strictObject({ swing: percent.optional(), at_least: z.int().min(1).optional() })
  .refine((given) => Object.keys(given).length > 0, 'says nothing; `false` turns it off');

/** The people for whom a tree of conditions holds, or whom a statement of the data team's own gives. */
export const segmentSchema = z
  .strictObject({
    kind: z.literal('segment'),
    ...described,
    /** Where it is kept among the others: `Retention`, or `Retention/E-mail`. */
    folder: z.string().min(1).max(200).optional(),
    /** Words by which it is found again. */
    tags: z.array(z.string().min(1).max(60)).max(30).optional(),
    /** Who answers for it: a name or an e-mail address. */
    owner: z.string().min(1).max(200).optional(),
    where: condition.optional(),
    /** A statement that only reads and gives `weft_id`; Weft's models in braces, such as `{customer_360}`. */
    sql: z.string().min(1).optional(),
    /** When a refresh that moves its size is to be told; false for never. */
    alert: z.union([z.literal(false), alert]).optional(),
  })
  .refine((segment) => (segment.where === undefined) !== (segment.sql === undefined), {
    message: 'needs either `where` or `sql`',
    path: ['where'],
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

/** Which kind of leaf a condition is; undefined for a group. */
export const leafKey = (condition: Condition): LeafKey | undefined =>
  (Object.keys(leaves) as LeafKey[]).find((key) => key in condition);
