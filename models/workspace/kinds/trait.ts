import { z } from 'zod';
import { filter } from './filter.ts';
import { described, duration, slug } from './shared.ts';
import { affinity } from './traits/affinity.ts';
import { cartAbandonment } from './traits/cart-abandonment.ts';
import { formula } from './traits/formula.ts';
import { type Output, outputName, type ReadColumn, type TraitKind } from './traits/kind.ts';
import { lifecycle } from './traits/lifecycle.ts';
import { measure } from './traits/measure.ts';
import { nearest } from './traits/nearest.ts';
import { nextBest } from './traits/next-best.ts';
import { nps } from './traits/nps.ts';
import { percentileOf } from './traits/percentile-of.ts';
import { propensity } from './traits/propensity.ts';
import { purchases } from './traits/purchases.ts';
import { ratio } from './traits/ratio.ts';
import { recommended } from './traits/recommended.ts';
import { responseRate } from './traits/response-rate.ts';
import { rfm } from './traits/rfm.ts';
import { rollUp } from './traits/roll-up.ts';
import { sessions } from './traits/sessions.ts';
import { sql } from './traits/sql.ts';
import { support } from './traits/support.ts';
import { tier } from './traits/tier.ts';

/** Every kind of trait by the key that declares it. */
export const traitKinds = {
  measure,
  formula,
  tier,
  rfm,
  ratio,
  percentile_of: percentileOf,
  sessions,
  cart_abandonment: cartAbandonment,
  response_rate: responseRate,
  nearest,
  sql,
  purchases,
  next_best: nextBest,
  recommended,
  propensity,
  affinity,
  lifecycle,
  roll_up: rollUp,
  nps,
  support,
};
export type TraitKey = keyof typeof traitKinds;
const traitKeys = Object.keys(traitKinds) as TraitKey[];

/** What a person is known by: one or more columns of `traits`. */
export const traitSchema = z
  .strictObject({
    kind: z.literal('trait'),
    ...described,
    /** An entity, or a source of shape events. */
    from: slug.optional(),
    where: filter.optional(),
    within: duration.optional(),
    measure: measure.schema.optional(),
    formula: formula.schema.optional(),
    tier: tier.schema.optional(),
    rfm: rfm.schema.optional(),
    ratio: ratio.schema.optional(),
    percentile_of: percentileOf.schema.optional(),
    sessions: sessions.schema.optional(),
    cart_abandonment: cartAbandonment.schema.optional(),
    response_rate: responseRate.schema.optional(),
    nearest: nearest.schema.optional(),
    sql: sql.schema.optional(),
    purchases: purchases.schema.optional(),
    next_best: nextBest.schema.optional(),
    recommended: recommended.schema.optional(),
    propensity: propensity.schema.optional(),
    affinity: affinity.schema.optional(),
    lifecycle: lifecycle.schema.optional(),
    roll_up: rollUp.schema.optional(),
    nps: nps.schema.optional(),
    support: support.schema.optional(),
    /** A value for persons without a row; counts are 0 of themselves. */
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    personal: z.boolean().optional(),
  })
  .superRefine((trait, context) => {
    const given = traitKeys.filter((name) => trait[name] !== undefined);
    const [key, second] = given;
    const refuse = (message: string, path: string) => {
      context.addIssue({ code: 'custom', message, path: [path] });
    };
    if (key === undefined) return refuse(`needs one of ${traitKeys.join(', ')}`, 'measure');
    if (second !== undefined) return refuse(`a trait is of one kind; this is ${given.join(' and ')}`, second);
    if (traitKinds[key].reads === 'rows') {
      const { unbounded } = traitKinds[key] as TraitKind<z.ZodType>;
      if (trait.from === undefined) refuse(`needs \`from\`, the rows that ${key} reads`, key);
      else if (trait.within !== undefined && unbounded !== undefined) refuse(unbounded, 'within');
    } else if ((trait.where ?? trait.within ?? trait.from) !== undefined)
      refuse(`${key} takes no from, where or within; the traits it reads have their own`, key);
  });
export type Trait = z.infer<typeof traitSchema>;

/** A trait's kind with its settings, the one of the two that is declared. */
export function kindOfTrait(trait: Trait): { key: TraitKey; kind: TraitKind<z.ZodType>; settings: unknown } {
  const key = traitKeys.find((name) => trait[name] !== undefined);
  if (key === undefined) throw new TypeError(`the trait ${trait.slug} is of no kind`);
  // The settings were parsed by the schema of the same key.
  return { key, kind: traitKinds[key] as TraitKind<z.ZodType>, settings: trait[key] };
}

export interface TraitColumn extends Output {
  name: string;
}

/** The columns that a trait gives, its own name first. */
export function traitColumns(trait: Trait): TraitColumn[] {
  const { kind, settings } = kindOfTrait(trait);
  return kind.outputs(settings).map((output) => ({
    ...output,
    name: outputName(trait.slug, output.suffix),
    description:
      output.description === ''
        ? (trait.description ?? trait.name ?? `Trait ${trait.slug}.`)
        : output.description,
    ...(output.suffix === '' && trait.default !== undefined ? { fallback: trait.default } : {}),
  }));
}

/** The columns of other traits, and of the golden record, that a trait reads, in order of first mention. */
export function traitsReadBy(trait: Trait): readonly string[] {
  const { kind, settings } = kindOfTrait(trait);
  return [...(kind.traits?.(settings) ?? []), ...(kind.persons?.(settings) ?? [])];
}

/** The columns that a trait reads of an entity or a source: of `from`, and of others that its kind names. */
export function columnsReadBy(trait: Trait, resource: { kind: string; slug: string }): ReadColumn[] {
  const { kind, settings } = kindOfTrait(trait);
  const own = [
    ...(kind.columns?.(settings) ?? []),
    ...Object.keys(trait.where ?? {}).map((column) => ({ column })),
  ];
  return [
    ...(resource.slug === trait.from ? own : []),
    ...(resource.kind === 'entity' ? (kind.others?.(settings)[resource.slug] ?? []) : []),
  ];
}
