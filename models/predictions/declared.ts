import { createHash } from 'node:crypto';
import { traitOfColumn } from '../traits/columns.ts';
import { durationHours } from '../workspace/kinds/shared.ts';
import { type Trait, traitsReadBy } from '../workspace/kinds/trait.ts';
import type { Workspace } from '../workspace/resource.ts';
import type { PredictionModel } from './tables.ts';

/** What each kind of prediction is made by, in the order in which it is fitted. */
const modelsByKind = {
  purchases: ['bg_nbd', 'gamma_gamma'],
  next_best: ['co_purchase'],
  recommended: ['affinity'],
  propensity: ['logistic'],
} as const satisfies Partial<Record<keyof Trait, readonly PredictionModel[]>>;
type PredictionKind = keyof typeof modelsByKind;
const predictionKinds = Object.keys(modelsByKind) as PredictionKind[];

export interface Prediction {
  trait: Trait;
  kind: PredictionKind;
  models: readonly PredictionModel[];
  /** Changes with what the trait asks. */
  definition: string;
}

/** A trait as a prediction; undefined for another kind. */
export function predictionOf(workspace: Workspace, trait: Trait): Prediction | undefined {
  const kind = predictionKinds.find((name) => trait[name] !== undefined);
  if (kind === undefined) return undefined;
  const models =
    kind === 'purchases' && trait.purchases?.amount === undefined
      ? (['bg_nbd'] as const)
      : modelsByKind[kind];
  return { trait, kind, models, definition: definitionOf(workspace, trait) };
}

/** The predictions of a workspace, each after those that it reads; `load` has refused cycles. */
export function predictionsOf(workspace: Workspace): Prediction[] {
  const found = workspace.all('trait').flatMap((trait) => predictionOf(workspace, trait) ?? []);
  const depth = (trait: Trait): number =>
    1 + Math.max(0, ...readTraits(workspace, trait).map((other) => depth(other)));
  return found
    .map((prediction) => ({ prediction, depth: depth(prediction.trait) }))
    .toSorted((one, other) => one.depth - other.depth)
    .map(({ prediction }) => prediction);
}

/** The traits that a trait reads directly. */
export const readTraits = (workspace: Workspace, trait: Trait): Trait[] => [
  ...new Set(traitsReadBy(trait).flatMap((column) => traitOfColumn(workspace, column) ?? [])),
];

/** Names of what reads what: the trait and those below it, each once. */
export function traitsBelow(workspace: Workspace, traits: readonly Trait[]): Trait[] {
  const all = new Set(traits);
  for (const trait of all) for (const other of readTraits(workspace, trait)) all.add(other);
  return [...all];
}

/** Of the trait without its words, of what it reads, and of where its rows come from. */
function definitionOf(workspace: Workspace, trait: Trait): string {
  const parts = traitsBelow(workspace, [trait]).map((each) => {
    const { name: _name, description: _description, personal: _personal, default: _default, ...asked } = each;
    const from = workspace.get('entity', each.from ?? '') ?? workspace.get('source', each.from ?? '');
    return [asked, from && { table: from.table, sql: from.sql, key: from.key, time: from.time }];
  });
  return createHash('sha256')
    .update(JSON.stringify([parts, workspace.zone]))
    .digest('hex')
    .slice(0, 16);
}

/** A horizon of purchases, and a number of days, in the unit in which the model is told. */
export function purchaseUnits(settings: NonNullable<Trait['purchases']>): { days: number; horizon: number } {
  const days = settings.unit === 'day' ? 1 : 7;
  return { days, horizon: durationHours(settings.horizon) / 24 / days };
}
