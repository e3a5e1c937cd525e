import type { Value, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftIdOf } from '../../models/identity/find-person.ts';
import type { Expectation, GivenValue, PersonBy } from '../../models/workspace/kinds/test.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

const wordsOf = (by: PersonBy): string =>
  Object.entries(by)
    .map(([type, value]) => `${type}:${value}`)
    .join(' ');

/** The weft_id of a person by an identifier; null where nobody has it. */
async function findPerson(warehouse: Warehouse, workspace: Workspace, by: PersonBy): Promise<string | null> {
  const [type = '', value = ''] = Object.entries(by)[0] ?? [];
  const declared = workspace.identity?.types.find((each) => each.type === type);
  return declared === undefined ? null : weftIdOf(warehouse, declared, String(value));
}

/** A person as a message names them: their identifiers. */
async function personWords(warehouse: Warehouse, weftId: string): Promise<string> {
  const rows = await warehouse.query(
    `select type, value from ${warehouse.dialect.table('weft.identity_identifiers')} where weft_id = $1 order by type, value limit 3`,
    { values: [weftId] },
  );
  return rows.map(({ type, value }) => `${type}:${value}`).join(' ') || weftId;
}

/** What a finished refresh does not have as it was expected; empty where all is. */
export async function unmet(
  warehouse: Warehouse,
  workspace: Workspace,
  expectation: Expectation,
): Promise<string[]> {
  return 'segment' in expectation
    ? unmetMembers(warehouse, workspace, expectation)
    : unmetColumns(warehouse, workspace, expectation);
}

async function unmetMembers(
  warehouse: Warehouse,
  workspace: Workspace,
  { segment, members }: Extract<Expectation, { segment: string }>,
): Promise<string[]> {
  const rows = await warehouse.query(
    `select weft_id from ${warehouse.dialect.table('weft.segment_members')} where segment = $1`,
    { values: [segment] },
  );
  const found = new Set(rows.map(({ weft_id }) => String(weft_id)));
  const wrong: string[] = [];
  for (const by of members) {
    const weftId = await findPerson(warehouse, workspace, by);
    if (weftId === null) wrong.push(`segment ${segment}: nobody has ${wordsOf(by)}`);
    else if (!found.delete(weftId)) wrong.push(`segment ${segment}: ${wordsOf(by)} is not in it`);
  }
  for (const weftId of found)
    wrong.push(`segment ${segment}: ${await personWords(warehouse, weftId)} is in it too`);
  return wrong;
}

async function unmetColumns(
  warehouse: Warehouse,
  workspace: Workspace,
  { person, has }: Extract<Expectation, { person: unknown }>,
): Promise<string[]> {
  const weftId = await findPerson(warehouse, workspace, person);
  if (weftId === null) return [`nobody has ${wordsOf(person)}`];
  const { dialect } = warehouse;
  const [row = {}] = await warehouse.query(
    `select ${Object.keys(has).map(dialect.ident).join(', ')} from ${dialect.table('weft.customer_360')} where weft_id = $1`,
    { values: [weftId] },
  );
  return Object.entries(has).flatMap(([column, expected]) =>
    equal(row[column] ?? null, expected)
      ? []
      : [`${wordsOf(person)}: ${column} is ${shown(row[column] ?? null)}, not ${shown(expected)}`],
  );
}

const shown = (value: Value): string => (value === null ? 'not set' : JSON.stringify(value));

/** Numbers are equal to nine digits, times where they are one moment, lists by their JSON. */
function equal(found: Value, expected: GivenValue): boolean {
  if (found === null || expected === null) return found === expected;
  if (typeof expected === 'number') {
    const number = Number(found);
    return Math.abs(number - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  }
  if (typeof expected === 'boolean') return found === expected;
  const text = typeof found === 'object' ? JSON.stringify(found) : String(found);
  return text === expected || (/^\d{4}-\d\d-\d\d/.test(text) && Date.parse(text) === Date.parse(expected));
}
