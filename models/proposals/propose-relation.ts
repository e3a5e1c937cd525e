import type { Entity } from '../workspace/kinds/entity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import type { Workspace } from '../workspace/resource.ts';
import { type PersonColumn, type PersonPlan, planPersons } from './persons.ts';
import { type Asked, profileTable } from './profile.ts';
import { type Proposal, Proposals } from './proposal.ts';
import { tableEntity } from './propose-entities.ts';
import { rowSource } from './propose-identity.ts';
import { type KnownTable, knowTable } from './tables.ts';
import { nounOf, percent, singular, slugOf, withoutLayer, wordsOf } from './words.ts';

export interface RelationProposal<R extends Source | Entity> {
  resource: R;
  why: string[];
  notes: Proposal['notes'];
}

/** A source over a table that is not declared yet, in terms of what the workspace already declares. */
export async function proposeSource(
  asked: Asked,
  workspace: Workspace,
  table: string,
): Promise<RelationProposal<Source>> {
  const { known, plan, slug, proposals } = await look(asked, workspace, 'source', table);
  const found =
    plan.sources.find((source) => source.table === known)?.identifiers ??
    [plan.personOf.get(known)].filter((person) => person !== undefined);
  const identifiers = found.flatMap((person) => inTermsOf(workspace, person) ?? []);
  rowSource({ table: known, identifiers }, slug, proposals);
  const { resource, ...reasons } = only(proposals);
  if (resource.kind !== 'source') throw new TypeError('a source was proposed');
  return { resource, ...reasons, why: [...reasons.why, ...unknownTypes(workspace, found)] };
}

/** An entity over a table that is not declared yet, joined to the declared ones whose keys its columns hold. */
export async function proposeEntity(
  asked: Asked,
  workspace: Workspace,
  table: string,
): Promise<RelationProposal<Entity>> {
  const { known, plan, slug, proposals } = await look(asked, workspace, 'entity', table);
  const found = [plan.personOf.get(known), ...plan.sources.flatMap(({ identifiers }) => identifiers)].filter(
    (person) => person !== undefined,
  );
  const meant = found.map((person) => inTermsOf(workspace, person)).find((person) => person !== undefined);
  const personOf = new Map(meant === undefined ? [] : [[known, meant]]);
  tableEntity(known, new Map([[known, slug]]), [], { ...plan, personOf }, proposals);
  const { resource, notes } = only(proposals);
  if (resource.kind !== 'entity') throw new TypeError('an entity was proposed');
  const joins = await proposeJoins(asked, workspace, known);
  return {
    resource: { ...resource, joins: Object.fromEntries(joins.map(({ name, join }) => [name, join])) },
    why: meant === undefined ? unknownTypes(workspace, found) : [],
    notes: [
      ...notes,
      ...joins.map(({ name, because }): Proposal['notes'][number] => [['joins', name], because]),
    ],
  };
}

interface Looked {
  known: KnownTable;
  plan: PersonPlan;
  slug: string;
  proposals: Proposals;
}

async function look(
  asked: Asked,
  workspace: Workspace,
  kind: 'source' | 'entity',
  table: string,
): Promise<Looked> {
  const plain = withoutLayer(slugOf(table.split('.').at(-1) ?? table));
  const proposals = new Proposals(asked.dialect);
  const slug = proposals.free([kind], plain, new Set(workspace.all(kind).map((each) => each.slug)));
  const known = await knowTable(asked, await profileTable(asked, table, plain));
  // A table without rows says nothing of its key: its first column stands for one.
  const key = known.rows > 0 ? known.key : { columns: [known.columns[0]?.name ?? 'id'], because: '' };
  const keyed = { ...known, key };
  return { known: keyed, plan: await planPersons(asked, [keyed], []), slug, proposals };
}

function only({ list }: Proposals): Proposal {
  const [first] = list;
  if (first === undefined) throw new TypeError('nothing was proposed');
  return first;
}

/** The identifier as a type that the workspace declares: by its name, its column elsewhere, or what it is an address of. */
function inTermsOf(workspace: Workspace, person: PersonColumn): PersonColumn | undefined {
  const types = workspace.identity?.types ?? [];
  const column = slugOf(person.column);
  const elsewhere = workspace
    .all('source')
    .flatMap(({ identifiers }) => identifiers)
    .find((each) => slugOf(each.column) === column);
  const declared =
    types.find(({ type }) => type === person.type || type === column) ??
    types.find(({ type }) => type === elsewhere?.type) ??
    types.find(({ normalize }) => normalize === person.type);
  return declared && { ...person, type: declared.type };
}

const unknownTypes = (workspace: Workspace, found: readonly PersonColumn[]): string[] =>
  found
    .filter((person) => inTermsOf(workspace, person) === undefined)
    .map(({ column }) => `${column} may tell persons apart, but the identity rules have no type for it`);

/** So many values of a column are looked up in another entity. */
const tested = 50_000;

async function proposeJoins(asked: Asked, workspace: Workspace, from: KnownTable) {
  const found = [];
  for (const entity of workspace.all('entity')) {
    const [key, ...more] = [entity.key].flat();
    if (entity.table === undefined || key === undefined || more.length > 0 || entity.table === from.table)
      continue;
    const column = from.columns.find(({ name }) => pointsTo(name, entity.slug, key));
    if (column === undefined || column.present === 0) continue;
    const { ident, table } = asked.dialect;
    const [answer] = await asked.query(
      `select avg(case when v in (select ${ident(key)} from ${table(entity.table)}) then 1.0 else 0.0 end) as share
       from (select distinct ${ident(column.name)} as v from ${table(from.table)} where ${ident(column.name)} is not null limit ${tested}) as tested`,
    );
    const share = Number(answer?.share ?? 0);
    if (share < 0.5) continue;
    found.push({
      name: nounOf(entity.slug),
      join: {
        entity: entity.slug,
        on: column.name === key ? key : { [column.name]: key },
        many: false,
      },
      because: `${percent(share)} of the values of ${column.name} are keys of ${entity.slug}`,
    });
  }
  return found;
}

/** Whether a column is called like the key of an entity: `product_id` of products, or of `products.id`. */
function pointsTo(column: string, entity: string, key: string): boolean {
  const plain = (name: string): string => wordsOf(name).map(singular).join('_');
  const [name, target] = [plain(column), plain(key)];
  const generic = /^(id|key|uuid|name|code|number)$/.test(target);
  return (name === target && !generic) || name === `${nounOf(entity)}_${target}`;
}
