import type { Asked } from './profile.ts';
import type { Reference } from './references.ts';
import { columnsOf, type KnownColumn, type KnownTable } from './tables.ts';
import { counted, nounOf, percent, slugOf } from './words.ts';

/** A column that says which person a row is of. */
export interface PersonColumn {
  type: string;
  column: string;
  region?: string;
  because: string;
}

export type Strength = 'key' | 'membership' | 'email' | 'phone' | 'device';

/** A type of identifier as the data shows it. */
export interface TypePlan {
  type: string;
  strength: Strength;
  limit?: number;
  maxRecords?: number;
  because: string;
}

export interface SourcePlan {
  table: KnownTable;
  identifiers: PersonColumn[];
  /** The table has one row for each thing that a person did; its persons are told apart by this column. */
  personsBy?: string;
}

export interface PersonPlan {
  types: TypePlan[];
  sources: SourcePlan[];
  /** How the rows of each table find their person. */
  personOf: Map<KnownTable, PersonColumn>;
}

/** Which tables tell of persons, and by what. */
export async function planPersons(
  warehouse: Asked,
  tables: readonly KnownTable[],
  references: readonly Reference[],
): Promise<PersonPlan> {
  const found = new PersonFinder(warehouse, tables, references);
  return found.plan();
}

class PersonFinder {
  readonly #warehouse: Asked;
  readonly #tables: readonly KnownTable[];
  readonly #references: readonly Reference[];
  readonly #types = new Map<string, TypePlan>();

  constructor(warehouse: Asked, tables: readonly KnownTable[], references: readonly Reference[]) {
    this.#warehouse = warehouse;
    this.#tables = tables;
    this.#references = references;
  }

  async plan(): Promise<PersonPlan> {
    const sources: SourcePlan[] = [];
    const masters = this.#tables.filter(({ persons }) => persons);
    for (const table of masters) {
      const identifiers = this.#masterIdentifiers(table);
      if (identifiers.length > 0) sources.push({ table, identifiers });
    }
    const personOf = new Map<KnownTable, PersonColumn>();
    for (const table of this.#tables) {
      if (masters.includes(table)) continue;
      const columns = this.#personColumns(table);
      const [first] = columns;
      if (!first) continue;
      personOf.set(table, first);
      if (!(await this.#addsPersons(table, columns, sources))) continue;
      // Of rows that only name a person, that nothing tells apart, the persons are the records.
      const namesOnly = columns.length === 1 && table.key === undefined;
      sources.push({ table, identifiers: columns, ...(namesOnly ? { personsBy: first.column } : {}) });
    }
    // Every type needs a source that knows its values; where none does, the persons are those of the table itself.
    for (const [table, person] of personOf) {
      const known = sources.some(({ identifiers }) => identifiers.some(({ type }) => type === person.type));
      if (!known) sources.push({ table, identifiers: [person], personsBy: person.column });
    }
    await this.#limit(sources);
    const used = new Set(sources.flatMap(({ identifiers }) => identifiers.map(({ type }) => type)));
    return {
      types: inOrder([...this.#types.values()].filter(({ type }) => used.has(type))),
      sources,
      personOf,
    };
  }

  /** What the key of a table of persons is called as an identifier: of `customers.id` it is customer_id. */
  #keyType(table: KnownTable, before: readonly KnownTable[] = []): string {
    const parent = this.#references.find(
      ({ from, to, column }) =>
        from === table && to.persons && table.key?.columns[0] === column && !before.includes(to),
    );
    if (parent) return this.#keyType(parent.to, [...before, table]);
    const name = slugOf(table.key?.columns[0] ?? 'id');
    return /^(id|key|uuid|guid|number|no|nr|code)$/.test(name) ? `${nounOf(table.slug)}_id` : name;
  }

  #declare(type: string, strength: Strength, because: string): void {
    if (!this.#types.has(type)) this.#types.set(type, { type, strength, because });
  }

  #masterIdentifiers(table: KnownTable): PersonColumn[] {
    const [key] = table.key?.columns ?? [];
    const others = this.#contactColumns(table);
    const pointed = this.#references.filter(({ to }) => to === table);
    const column = table.columns.find(({ name }) => name === key);
    const wanted = pointed.length > 0 || others.length === 0 || column?.meaning === 'person id';
    const identifiers = [...this.#referring(table).filter((each) => each.column !== key), ...others];
    if (key === undefined || table.key?.columns.length !== 1 || !wanted) return identifiers;
    const type = this.#keyType(table);
    const by = pointed.map(({ from, column: name }) => `${from.slug}.${name}`).join(', ');
    const because = pointed.length > 0 ? `${by} refer to it` : (table.key?.because ?? '');
    this.#declare(type, 'key', `the key of ${table.table}`);
    return [{ type, column: key, because }, ...identifiers.filter((each) => each.column !== key)];
  }

  /** Columns that point to tables of persons. */
  #referring(table: KnownTable): PersonColumn[] {
    return this.#references
      .filter(({ from, to }) => from === table && to.persons)
      .map(({ column, to, because }) => {
        const type = this.#keyType(to);
        this.#declare(type, 'key', `the key of ${to.table}`);
        return { type, column, because };
      });
  }

  /** All columns by which the rows of a table find a person, the best first. */
  #personColumns(table: KnownTable): PersonColumn[] {
    const referring = this.#referring(table);
    const taken = new Set(referring.map(({ column }) => column));
    const ids = columnsOf(table, 'person id').filter(({ name, unique }) => !taken.has(name) && !unique);
    const own = ids.map(({ name, because }) => {
      const type = slugOf(name);
      this.#declare(type, 'key', because);
      return { type, column: name, because };
    });
    return [...referring, ...own, ...this.#contactColumns(table).filter(({ column }) => !taken.has(column))];
  }

  #contactColumns(table: KnownTable): PersonColumn[] {
    const country = columnsOf(table, 'country').find(({ looksLike }) => looksLike.country > 0.9)?.name;
    const named = (column: KnownColumn, strength: Strength): PersonColumn => {
      const type = strength === 'email' || strength === 'phone' ? strength : slugOf(column.name);
      this.#declare(type, strength, column.because);
      const region = strength === 'phone' && country !== undefined ? { region: country } : {};
      return { type, column: column.name, ...region, because: column.because };
    };
    const [key] = table.key?.columns ?? [];
    return [
      ...columnsOf(table, 'membership id').map((column) => named(column, 'membership')),
      ...columnsOf(table, 'email')
        .slice(0, 2)
        .map((column) => named(column, 'email')),
      ...columnsOf(table, 'phone')
        .slice(0, 2)
        .map((column) => named(column, 'phone')),
      ...columnsOf(table, 'device id')
        .filter(({ name }) => name !== key)
        .map((column) => named(column, 'device')),
    ];
  }

  /** Whether a table that is not of persons still tells something of who is who. */
  async #addsPersons(
    table: KnownTable,
    columns: readonly PersonColumn[],
    sources: readonly SourcePlan[],
  ): Promise<boolean> {
    if (columns.length > 1) return true;
    const [only] = columns;
    if (!only || only.type === 'phone') return false;
    if (
      this.#references.some(({ from, column, to }) => from === table && column === only.column && to.persons)
    )
      return false;
    // One identifier says who is who only where some of its values are new.
    const known = sources.flatMap(({ table: other, identifiers }) =>
      identifiers.filter(({ type }) => type === only.type).map(({ column }) => ({ table: other, column })),
    );
    if (known.length === 0) return only.type === 'email';
    const { dialect } = this.#warehouse;
    const value = (column: string) => `lower(trim(${dialect.cast(dialect.ident(column), 'text')}))`;
    const all = known.map(
      (each) => `select ${value(each.column)} as v from ${dialect.table(each.table.table)}`,
    );
    const [found] = await this.#warehouse.query(
      `select count(*) as n from (select distinct ${value(only.column)} as v from ${dialect.table(table.table)}) as own
       where v is not null and v not in (select v from (${all.join(' union all ')}) as known where v is not null)`,
    );
    return Number(found?.n) > 0;
  }

  /** How many records carry one value, and how many keys one address, decide the limits. */
  async #limit(sources: readonly SourcePlan[]): Promise<void> {
    const types = [...this.#types.values()];
    for (const plan of types) if (plan.strength === 'key' || plan.strength === 'membership') plan.limit = 1;
    for (const plan of types.filter(({ strength }) => strength === 'email' || strength === 'phone')) {
      const spread = await this.#spread(plan.type, sources);
      if (!spread) continue;
      plan.limit = plan.strength === 'email' ? 3 : 5;
      plan.maxRecords = Math.max(20, spread.usual * 4);
      plan.because = `${plan.because}; ${spread.most === 1 ? 'none is in two rows of a source' : `one is in up to ${counted(spread.most, 'row')}`}`;
      if (plan.strength !== 'email' || spread.sharedByKeys === 0) continue;
      // People register twice: with one number for each person their records could never come together.
      for (const key of types) {
        if (key.strength !== 'key' || !spread.keyTypes.has(key.type)) continue;
        delete key.limit;
        key.because = `${key.because}; no limit, as ${percent(spread.sharedByKeys)} of the e-mail addresses have several`;
      }
    }
  }

  /** Rows of one source that share a value of a type. */
  async #spread(type: string, sources: readonly SourcePlan[]) {
    const { dialect } = this.#warehouse;
    let found: { most: number; usual: number; sharedByKeys: number; keyTypes: Set<string> } | undefined;
    for (const { table, identifiers } of sources) {
      for (const { column } of identifiers.filter((each) => each.type === type)) {
        const value = `lower(trim(${dialect.cast(dialect.ident(column), 'text')}))`;
        const [row] = await this.#warehouse.query(
          `select max(n) as most, min(case when at_most >= 0.999 then n end) as usual, avg(case when n > 1 then 1.0 else 0.0 end) as shared
           from (select n, cume_dist() over (order by n) as at_most from (
             select count(*) as n from ${dialect.table(table.table)} where ${value} <> '' group by ${value}) as counted) as spread`,
        );
        const keyed = table.persons && identifiers.some((each) => each.column === table.key?.columns[0]);
        const keyTypes = keyed ? identifiers.filter((each) => each.column === table.key?.columns[0]) : [];
        found = {
          most: Math.max(found?.most ?? 0, Number(row?.most ?? 0)),
          usual: Math.max(found?.usual ?? 0, Number(row?.usual ?? 0)),
          sharedByKeys: Math.max(found?.sharedByKeys ?? 0, keyed ? Number(row?.shared ?? 0) : 0),
          keyTypes: new Set([...(found?.keyTypes ?? []), ...keyTypes.map((each) => each.type)]),
        };
      }
    }
    return found;
  }
}

const strengths: readonly Strength[] = ['key', 'membership', 'email', 'phone', 'device'];

/** Strongest first: what was given to one person, then what persons share at times. */
const inOrder = (types: readonly TypePlan[]): TypePlan[] =>
  [...types].sort((a, b) => strengths.indexOf(a.strength) - strengths.indexOf(b.strength));
