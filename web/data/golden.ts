import { PersonalColumns } from '../../models/profiling/personal.ts';
import { humanise } from '../../models/words/names.ts';
import type { Identity } from '../../models/workspace/kinds/identity.ts';
import type { Workspace } from '../../models/workspace/resource.ts';

/** A golden column as the identity rules declare it. */
export interface GoldenColumn {
  name: string;
  title: string;
  personal: boolean;
  /** It carries an identifier, such as an e-mail address. */
  identifier: boolean;
}

/** What says who someone is, best first: a full name, its parts, then what one is reached by. */
const wholeNames = ['full_name', 'name', 'display_name'];
const nameParts = [
  ['first_name', 'last_name'],
  ['given_name', 'family_name'],
];
const addresses = ['email', 'phone', 'user_id'];

const isIdentifier = (workspace: Workspace, from: readonly string[]): boolean =>
  from.some((path) => {
    const [source = '', ...column] = path.split('.');
    const carried = workspace.get('source', source)?.identifiers ?? [];
    return carried.some((identifier) => identifier.column === column.join('.'));
  });

export function goldenColumns(workspace: Workspace): GoldenColumn[] {
  const golden: Identity['golden'] = workspace.identity?.golden ?? {};
  const personal = new PersonalColumns(workspace);
  return Object.entries(golden).map(([name, { from }]) => ({
    name,
    title: humanise(name),
    personal: personal.ofPerson(name),
    identifier: isIdentifier(workspace, from),
  }));
}

/** The columns that make up a person's name in a list; empty where the workspace declares none of them. */
export function nameColumns(available: readonly string[]): string[] {
  const whole = wholeNames.find((name) => available.includes(name));
  if (whole !== undefined) return [whole];
  const parts = nameParts.find((names) => names.some((name) => available.includes(name)));
  return parts?.filter((name) => available.includes(name)) ?? [];
}

/** What a person is called: by name, else by an address, else by the short form of their id. */
export function callPerson(values: Record<string, string | null>, weftId: string): string {
  const name = nameColumns(Object.keys(values))
    .map((column) => values[column])
    .filter(Boolean)
    .join(' ');
  if (name !== '') return name;
  return addresses.map((column) => values[column]).find(Boolean) ?? `Person ${weftId.slice(0, 8)}`;
}
