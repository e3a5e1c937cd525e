import type { Entity } from '../workspace/kinds/entity.ts';
import type { Filter } from '../workspace/kinds/filter.ts';
import { kindOfTrait, type Trait, type TraitKey } from '../workspace/kinds/trait.ts';
import { measuredColumn } from '../workspace/kinds/traits/measure.ts';
import { isPath, personWay } from '../workspace/relations.ts';
import type { Workspace } from '../workspace/resource.ts';

/** What a workspace declares of what someone who answers a call looks for; empty where it declares none of it. */
export interface AgentView {
  /** Traits that sum money, of all time first. */
  value: Trait[];
  /** Tiers, stages and groups of customers. */
  standing: Trait[];
  /** Golden columns that say a tier. */
  tiers: string[];
  /** What to propose, the most specific first. */
  offers: Trait[];
  /** What is likely to come. */
  expected: Trait[];
  /** Entities whose rows are bought things: each has a person, a time and an amount of money. */
  bought: { entity: Entity; time: string; amount: string }[];
  /** Traits that say which rows of an entity are open tickets. */
  tickets: Trait[];
}

const offerKinds: readonly TraitKey[] = ['next_best', 'recommended', 'affinity'];
const expectedKinds: readonly TraitKey[] = ['purchases', 'propensity'];
const standingKinds: readonly TraitKey[] = ['tier', 'lifecycle', 'rfm', 'nps'];

const ofKinds = (traits: readonly Trait[], kinds: readonly TraitKey[]): Trait[] =>
  kinds.flatMap((kind) => traits.filter((trait) => kindOfTrait(trait).key === kind));

const moneyColumns = (entity: Entity): string[] =>
  Object.entries(entity.columns)
    .filter(([, { kind }]) => kind === 'money')
    .map(([name]) => name);

function sumsMoney(workspace: Workspace, trait: Trait): boolean {
  if (trait.measure === undefined) return false;
  const measured = measuredColumn(trait.measure);
  const entity = workspace.get('entity', trait.from ?? '');
  return measured?.how === 'sum' && entity !== undefined && moneyColumns(entity).includes(measured.column);
}

/** Rows that have a person and a time of their own: parts of another row, such as lines of an order, have neither. */
function boughtThing(workspace: Workspace, entity: Entity): AgentView['bought'] {
  const { time, person } = entity;
  const amount = moneyColumns(entity)[0];
  if (person === undefined || time === undefined || amount === undefined || isPath(entity, time)) return [];
  const way = personWay(workspace, entity);
  return way !== undefined && 'person' in way ? [{ entity, time, amount }] : [];
}

/** What a status says of a ticket that is not done. */
const openWords = new Set(['open', 'new', 'pending', 'waiting', 'unresolved', 'in_progress', 'in progress']);

const asksForOpen = (where: Filter | undefined): boolean =>
  Object.values(where ?? {}).some((compared) => {
    const words = typeof compared === 'object' ? [compared.eq, ...(compared.in ?? [])] : [compared];
    return words.some((word) => openWords.has(String(word).toLowerCase()));
  });

/** Traits of support say which tickets are open; else counts of rows whose status says so. */
function ticketTraits(workspace: Workspace, traits: readonly Trait[]): Trait[] {
  const named = traits.filter(
    ({ support, measure, where }) => support !== undefined || (measure === 'count' && asksForOpen(where)),
  );
  const first = new Map(
    named
      .filter(({ from }) => workspace.get('entity', from ?? '') !== undefined)
      .toSorted((one, other) => Number(other.support !== undefined) - Number(one.support !== undefined))
      .toReversed()
      .map((trait) => [trait.from, trait]),
  );
  return [...first.values()].toReversed();
}

export function agentView(workspace: Workspace): AgentView {
  const traits = workspace.all('trait');
  return {
    value: traits
      .filter((trait) => sumsMoney(workspace, trait))
      .toSorted((one, other) => Number(one.within !== undefined) - Number(other.within !== undefined)),
    standing: ofKinds(traits, standingKinds),
    tiers: Object.keys(workspace.identity?.golden ?? {}).filter((name) =>
      /(^|_)(loyalty|tier)(_|$)/.test(name),
    ),
    offers: ofKinds(traits, offerKinds),
    expected: ofKinds(traits, expectedKinds),
    bought: workspace.all('entity').flatMap((entity) => boughtThing(workspace, entity)),
    tickets: ticketTraits(workspace, traits),
  };
}
