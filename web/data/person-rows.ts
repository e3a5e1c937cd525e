import 'server-only';
import { entityModel } from '../../models/entities/context.ts';
import { agentView } from '../../models/profiles/agent-view.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { clockOf } from '../../models/template/clock.ts';
import { originOfTraits, rowsOf } from '../../models/traits/origin.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Trait } from '../../models/workspace/kinds/trait.ts';
import { authorise } from './authorise.ts';
import { currentModels } from './computable.ts';
import { textOf, textOrNull } from './values.ts';
import { columnsOf, dialect, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A row of an entity that belongs to a person. */
export interface PersonRow {
  entity: string;
  entityName: string;
  /** Its key, part by part: what its own page is found by. */
  key: string[];
  at: string | null;
  amount: string | null;
  /** What its columns of few values say, such as a status or a topic. */
  says: { name: string; value: string }[];
}

const shownOrders = 5;
const shownTickets = 20;

/** Columns that tell rows apart in a word, by what data teams call them; what an entity declares a category is one too. */
const telling = ['status', 'state', 'subject', 'title', 'topic', 'reason', 'category', 'priority', 'channel'];

/** At most two columns of an entity that say in a word what a row is. */
function sayingColumns(personal: PersonalColumns, entity: Entity, columns: readonly string[]): string[] {
  const shown = (name: string) => !personal.of(entity, name);
  const named = telling.filter((name) => columns.includes(name));
  const declared = Object.entries(entity.columns)
    .filter(([name, { kind }]) => kind === 'category' && columns.includes(name))
    .map(([name]) => name);
  return [...new Set([...named, ...declared])].filter(shown).slice(0, 2);
}

interface Read {
  entity: Entity;
  relation: string;
  /** SQL terms. */
  time: string;
  amount: string | null;
  condition: string;
  limit: number;
}

async function readRows(weftId: string, { entity, relation, time, amount, condition, limit }: Read) {
  const sql = dialect();
  const built = (await columnsOf(`weft.${entityModel(entity.slug)}`)).map(({ name }) => name);
  if (built.length === 0) return [];
  const { workspace } = await currentWorkspace();
  const says = sayingColumns(new PersonalColumns(workspace), entity, built);
  const key = [entity.key].flat();
  const terms = [
    `${time} as weft_time`,
    `${amount === null ? 'null' : amount} as weft_amount`,
    ...key.map((name, index) => `${sql.cast(sql.ident(name), 'text')} as weft_key_${index}`),
    ...says.map((name, index) => `${sql.cast(sql.ident(name), 'text')} as weft_says_${index}`),
  ];
  const found = await rows(
    `select ${terms.join(', ')} from ${relation} where weft_id = $1 and ${condition}
     order by weft_time desc nulls last, ${key.map((_, index) => `weft_key_${index}`).join(', ')} limit ${limit}`,
    { values: [weftId] },
  );
  return found.map(
    (one): PersonRow => ({
      entity: entity.slug,
      entityName: nameOf(entity),
      key: key.map((_, index) => textOf(one[`weft_key_${index}`])),
      at: textOrNull(one.weft_time),
      amount: textOrNull(one.weft_amount),
      says: says.flatMap((name, index) => {
        const value = textOrNull(one[`weft_says_${index}`]);
        return value === null ? [] : [{ name: humanise(name), value }];
      }),
    }),
  );
}

const byTime = (one: PersonRow, other: PersonRow): number =>
  Date.parse(other.at ?? '0000-01-01') - Date.parse(one.at ?? '0000-01-01');

/** The last things that a person bought, of every entity whose rows are such. */
export async function lastBought(weftId: string): Promise<PersonRow[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const sql = dialect();
  const read = agentView(workspace).bought.map(({ entity, time, amount }) =>
    readRows(weftId, {
      entity,
      relation: sql.table(`weft.${entityModel(entity.slug)}`),
      time: sql.cast(sql.ident(time), 'timestamp'),
      amount: sql.ident(amount),
      condition: 'true',
      limit: shownOrders,
    }),
  );
  return (await Promise.all(read)).flat().toSorted(byTime).slice(0, shownOrders);
}

/** The tickets of a person that are open, by the traits that count them. */
export async function openTickets(weftId: string): Promise<PersonRow[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const models = await currentModels();
  const clock = clockOf(models);
  const sql = dialect();
  const ofTrait = (trait: Trait) => {
    const entity = workspace.get('entity', trait.from ?? '');
    if (entity === undefined || models.aside.traits.has(trait.slug)) return [];
    const origin = originOfTraits(models, [trait]);
    const open =
      trait.support === undefined
        ? 'true'
        : `coalesce(${sql.cast(origin.column(trait.support.closed), 'timestamp')} > ${clock.now}, true)`;
    return readRows(weftId, {
      entity,
      relation: origin.relation,
      time: origin.time ?? 'null',
      amount: null,
      condition: `${rowsOf(models, trait, origin, clock)} and ${open}`,
      limit: shownTickets,
    });
  };
  const read = agentView(workspace).tickets.map(ofTrait);
  return (await Promise.all(read)).flat().toSorted(byTime);
}
