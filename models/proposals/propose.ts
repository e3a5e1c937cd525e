import { schemas } from '../workspace/resource.ts';
import { planPersons } from './persons.ts';
import { type Asked, profileTable } from './profile.ts';
import { type Proposal, Proposals } from './proposal.ts';
import { proposeEntities } from './propose-entities.ts';
import { proposeIdentity, proposeSources } from './propose-identity.ts';
import { proposeSegments, proposeTraits } from './propose-traits.ts';
import { findReferences } from './references.ts';
import { type KnownTable, knowTable } from './tables.ts';

export interface Proposed {
  proposals: readonly Proposal[];
  /** What the reader should know: tables that lead to no person, and the like. */
  notes: string[];
  /** Whether there are persons, so that there is something to run. */
  persons: boolean;
}

/** A first workspace for tables of a warehouse; `how` names the command. */
export async function proposeWorkspace(
  warehouse: Asked,
  loaded: readonly { table: string; slug: string }[],
  name: string,
  how = 'weft init --from',
): Promise<Proposed> {
  const tables: KnownTable[] = [];
  const notes: string[] = [];
  for (const { table, slug } of loaded) {
    const known = await knowTable(warehouse, await profileTable(warehouse, table, slug));
    if (known.rows === 0) notes.push(`${table} has no rows, so nothing is proposed of it`);
    else tables.push(known);
  }
  const references = await findReferences(warehouse, tables);
  const plan = await planPersons(warehouse, tables, references);
  const proposals = new Proposals(warehouse.dialect);
  proposals.add(schemas.workspace.parse({ kind: 'workspace', slug: 'main', name }), [
    `proposed by ${how}, from ${loaded.length === 1 ? 'one table' : `${loaded.length} tables`}; change what does not fit`,
  ]);
  const sources = proposeSources(plan, proposals);
  const persons = plan.sources.length > 0;
  const golden = persons ? proposeIdentity(plan, sources, proposals) : [];
  const entities = proposeEntities(tables, references, plan, sources, proposals);
  if (persons) {
    const traits = proposeTraits(entities, golden, proposals);
    const segment = await proposeSegments(warehouse, entities, traits, golden, proposals);
    if (segment !== undefined) proposeSync(segment, golden, traits.all, proposals);
  } else {
    notes.push(
      'no table has a column that tells persons apart, such as a customer number or an e-mail address',
    );
  }
  const used = new Set(
    proposals.list.map(({ resource }) => ('table' in resource ? resource.table : undefined)),
  );
  for (const table of tables) {
    const mentioned =
      used.has(table.table) ||
      plan.personOf.has(table) ||
      plan.sources.some((source) => source.table === table);
    if (!mentioned)
      notes.push(`${table.table} leads to no person and nothing refers to it, so it is not declared`);
  }
  return { proposals: proposals.list, notes, persons };
}

function proposeSync(
  segment: string,
  golden: readonly string[],
  traits: readonly string[],
  proposals: Proposals,
): void {
  const destination = schemas.destination.parse({
    kind: 'destination',
    slug: 'exports',
    name: 'Exports',
    type: 'files',
    config: { storage: 'local', folder: 'exports' },
  });
  proposals.add(destination, ["files in the folder exports of Weft's home"]);
  const columns = [...golden.slice(0, 8), ...traits.slice(0, 6)];
  const sync = schemas.sync.parse({
    kind: 'sync',
    slug: `${segment}_to_files`,
    name: `${segment.charAt(0).toUpperCase()}${segment.slice(1).replaceAll('_', ' ')} to files`,
    from: { segment },
    to: { destination: 'exports', object: 'file', format: 'csv' },
    mode: 'mirror',
    key: 'weft_id',
    map: Object.fromEntries(columns.map((column) => [column, column])),
    when: 'manual',
  });
  proposals.add(sync, [
    `sent by hand: ./weft sync ${segment}_to_files; with when: { after: refresh } by itself`,
  ]);
}
