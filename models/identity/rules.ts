import { createHash } from 'node:crypto';
import type { Identity } from '../workspace/kinds/identity.ts';
import type { Source } from '../workspace/kinds/source.ts';

/** A change of these rules is a change of who is one person, whatever the data does. */
export function rulesHash(identity: Identity, sources: readonly Source[]): string {
  const { name: _name, description: _description, golden: _golden, ...rules } = identity;
  // By slug: files are read in another order than the control database gives them.
  const identifiers = sources
    .map(({ slug, table, sql, key, identifiers }) => ({ slug, table, sql, key, identifiers }))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return shortHash([rules, identifiers]);
}

export const shortHash = (what: unknown): string =>
  createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);

/** What the macros need of the types; a type without a priority has a stage of its own. */
export function typesOf(identity: Identity) {
  let priority = 0;
  return identity.types.map(({ type, limit, max_records, priority: declared, of, weak }) => {
    priority = declared ?? priority + 1;
    return {
      type,
      priority,
      limit: limit ?? null,
      max_records: max_records ?? null,
      joins: weak !== true,
      // A composite is no identifier by which one would look for a person.
      listed: of === undefined,
    };
  });
}
