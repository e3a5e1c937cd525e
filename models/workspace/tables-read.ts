import type { Workspace } from './resource.ts';

/** The tables that a workspace's sources and entities name, each once, as they are written. */
export function tablesRead(workspace: Workspace): string[] {
  const named = [...workspace.all('source'), ...workspace.all('entity')].flatMap(({ table }) => table ?? []);
  return [...new Set(named)].sort();
}

/** The schemas of those tables: `schema` or `database.schema`. */
export const schemasRead = (workspace: Workspace): string[] => [
  ...new Set(tablesRead(workspace).map((table) => table.split('.').slice(0, -1).join('.'))),
];
