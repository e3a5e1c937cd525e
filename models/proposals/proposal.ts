import type { Dialect } from '../../connectors/warehouses/dialect.ts';
import type { Resource } from '../workspace/resource.ts';

/** A resource and, for whoever reads it, why it was proposed as it is. */
export interface Proposal {
  resource: Resource;
  /** Before the resource, a line each. */
  why: string[];
  /** Behind a field, by its path. */
  notes: [path: (string | number)[], text: string][];
}

/** The proposals so far, and the names that they have taken. */
export class Proposals {
  /** Of the warehouse, for statements that are proposed. */
  readonly dialect: Dialect;
  readonly list: Proposal[] = [];
  readonly #taken = new Set<string>();

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  add(resource: Resource, why: string[] = [], notes: Proposal['notes'] = []): void {
    this.#taken.add(`${resource.kind}/${resource.slug}`);
    this.list.push({ resource, why, notes });
  }

  /** Takes a slug that no resource of the kinds has: `orders`, else `orders_2`. Traits share their names with columns. */
  free(kinds: readonly Resource['kind'][], slug: string, also: ReadonlySet<string> = new Set()): string {
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? slug : `${slug}_${count}`;
      if (also.has(name) || kinds.some((kind) => this.#taken.has(`${kind}/${name}`))) continue;
      for (const kind of kinds) this.#taken.add(`${kind}/${name}`);
      return name;
    }
  }
}
