import { filterClause } from '../../models/words/german/comparisons.ts';
import { afterSo, durationWords, inTheLast, inTheNext, within } from '../../models/words/german/durations.ts';
import { humanise } from '../../models/words/names.ts';
import type { Filter } from '../../models/workspace/kinds/filter.ts';
import { kindOfTrait, type Trait, type TraitKey } from '../../models/workspace/kinds/trait.ts';
import {
  type ColumnMeasure,
  type Measure,
  measuredColumn,
} from '../../models/workspace/kinds/traits/measure.ts';

/** Names stand in quotation marks: so they need neither a gender nor a case. */
const named = (slug: string): string => `„${humanise(slug)}“`;
const either = (names: string | string[]): string => [names].flat().map(named).join(' oder ');

const aggregates: Record<ColumnMeasure, string> = {
  sum: 'Summe von',
  avg: 'Durchschnitt von',
  min: 'Kleinster Wert von',
  max: 'Größter Wert von',
  first: 'Erster Wert von',
  last: 'Letzter Wert von',
  most_frequent: 'Häufigster Wert von',
  distinct_list: 'Alle verschiedenen Werte von',
  count_distinct: 'Anzahl verschiedener Werte von',
};

function measureWords(measure: Measure, of: string): string {
  if (measure === 'count') return `Anzahl von ${of}`;
  if (measure === 'days_since_first') return `Tage seit dem ersten Eintrag in ${of}`;
  if (measure === 'days_since_last') return `Tage seit dem letzten Eintrag in ${of}`;
  const { how, column } = measuredColumn(measure) ?? { how: 'max' as const, column: '' };
  if (how !== 'percentile') return `${aggregates[how]} ${named(column)} über ${of}`;
  const at = typeof measure === 'object' ? (measure.percentile?.at ?? 0.5) : 0.5;
  const which = at === 0.5 ? 'Median' : `Perzentil ${String(Math.round(at * 1000) / 10).replace('.', ',')}`;
  return `${which} von ${named(column)} über ${of}`;
}

const rollUps = {
  sum: 'Summe von',
  avg: 'Durchschnitt von',
  min: 'Kleinster Wert von',
  max: 'Größter Wert von',
  count: 'Anzahl der Werte von',
} as const;

/** Rows that meet all filters: `„Orders“ (wobei „Status“ paid ist)`. */
function rowsWords(from: string | undefined, ...filters: (Filter | undefined)[]): string {
  const clauses = filters.flatMap((filter) => (filter === undefined ? [] : [filterClause(filter)]));
  return `${named(from ?? '')}${clauses.length === 0 ? '' : ` (wobei ${clauses.join(' und ')})`}`;
}

type Settings<K extends TraitKey> = NonNullable<Trait[K]>;

/** What each kind of trait says; `of` are the rows that it reads. */
const words: { [K in TraitKey]: (settings: Settings<K>, of: string, trait: Trait) => string } = {
  measure: measureWords,
  formula: (formula) =>
    `Formel: ${formula.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, slug: string) => named(slug))}`,
  tier: ({ of, levels }) => `Stufe nach ${named(of)}: ${Object.keys(levels).join(', ')}`,
  rfm: ({ amount }, of) => `Aktualität, Häufigkeit und ${named(amount)} von ${of}, in Fünfteln`,
  ratio: (ratio, _, { from, where }) => {
    const [part, whole] = [ratio.of, ratio.to].map((one) =>
      measureWords(one.measure, rowsWords(from, where, one.where)),
    );
    return `${part}, geteilt durch ${whole}`;
  },
  percentile_of: (trait) => `Anteil der Personen, deren ${named(trait)} nicht über dem eigenen Wert liegt`,
  sessions: ({ gap }, of) => `Sitzungen aus ${of}, getrennt durch mehr als ${durationWords(gap)}`,
  cart_abandonment: ({ cart, order, within: window }, of) =>
    `Anteil der Warenkörbe (${either(cart)}) in ${of} ohne Bestellung (${either(order)}) ${within(window)}`,
  response_rate: ({ sent, response, within: window, by }, of) =>
    `Anteil der Nachrichten (${either(sent)}) in ${of} mit einer Reaktion (${either(response)}) ${within(window)}${by ? `, nach ${named(by)}` : ''}`,
  nearest: ({ entity, within_km }) =>
    `Das Nächste aus ${named(entity)}${within_km === undefined ? '' : `, höchstens ${within_km} km entfernt`}`,
  sql: () => 'Eine Anweisung deines Datenteams',
  purchases: ({ amount, horizon }, of) =>
    `Käufe${amount === undefined ? '' : ' und ihr Wert'}, erwartet ${inTheNext(horizon)}, nach ${of}`,
  next_best: ({ item, basket }, of) =>
    `Das nächste Beste aus ${named(item)}, danach, was in ${of} je ${named(basket)} zusammen vorkommt`,
  recommended: ({ item, category, limit }, of) =>
    `${limit === 1 ? 'Das Beste' : `Die ${limit ?? 3} besten`} aus ${named(item)} nach Vorliebe für ${named(category)} und Beliebtheit in ${of}`,
  propensity: ({ did, where, within: window, from }) =>
    `Wahrscheinlichkeit von ${rowsWords(did, where)} ${inTheNext(window)}, nach ${from.map(named).join(', ')}`,
  affinity: ({ by, half_life, weight }, of) =>
    `Bevorzugter Wert von ${named(by)} in ${of}${weight === undefined ? '' : ` nach ${named(weight)}`}, ${afterSo(half_life)} halb so viel wert`,
  lifecycle: ({ active, at_risk }, of) =>
    `Lebensphase nach ${of}: aktiv bis ${durationWords(active)}, gefährdet bis ${durationWords(at_risk)}, danach verloren`,
  roll_up: ({ of, by, measure }) =>
    `${rollUps[measure]} ${named(of)} über Personen mit gleichem Wert von ${named(by)}`,
  nps: ({ score }, of) =>
    `Promotor, passiv oder Detraktor nach dem letzten Wert von ${named(score)} in ${of}`,
  support: ({ satisfaction }, of) =>
    `Offene ${of}, wie lange sie dauern${satisfaction === undefined ? '' : `, ${named(satisfaction)}`} und wie gut es steht`,
};

/** What a trait is: „Summe von „Total“ über „Orders“ (wobei „Status“ paid ist), in den letzten 365 Tagen“. */
export function germanTraitWords(trait: Trait): string {
  const { key, settings } = kindOfTrait(trait);
  const say = words[key] as (settings: unknown, of: string, trait: Trait) => string;
  const said = say(settings, rowsWords(trait.from, trait.where), trait);
  return trait.within ? `${said}, ${inTheLast(trait.within)}` : said;
}
