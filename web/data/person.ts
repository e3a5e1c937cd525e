import 'server-only';
import { cache } from 'react';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { consentsOf, type Granted } from '../../models/consents/granted.ts';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { humanise, nameOf } from '../../models/words/names.ts';
import { traitColumns } from '../../models/workspace/kinds/trait.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { callPerson, goldenColumns } from './golden.ts';
import { numberOf, textOrNull } from './values.ts';
import { builtColumns, dialect, row, rows } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

interface GoldenValue {
  name: string;
  title: string;
  value: string | null;
  /** The source that the value was taken from. */
  source: string | null;
  /** Time of the record that it was taken from. */
  at: string | null;
  /** It carries an identifier: the identifiers themselves are listed apart. */
  identifier: boolean;
  /** Personal, and hidden from this reader; `value` is then null. */
  masked: boolean;
}

export interface Person {
  weftId: string;
  personId: string;
  name: string;
  records: number;
  createdAt: string | null;
  firstSeen: string | null;
  lastSeen: string | null;
  golden: GoldenValue[];
}

/** A person, or where an id that was merged away leads to. */
export type FoundPerson = { person: Person } | { movedTo: string } | null;

export const findPerson = cache(async (weftId: string): Promise<FoundPerson> => {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const built = new Set((await builtColumns('weft.profiles')).map((column) => column.name));
  const found = await row(
    `select p.*, c.first_seen as weft_first_seen, c.last_seen as weft_last_seen,
       i.records as weft_records, i.created_at as weft_created_at
     from weft.profiles as p
     join weft.identity_persons as i on i.weft_id = p.weft_id
     left join weft.customer_360 as c on c.weft_id = p.weft_id
     where p.weft_id = $1`,
    { values: [weftId] },
  );
  if (found.weft_id === undefined) return successor(weftId);
  const golden = goldenColumns(workspace)
    .filter((column) => built.has(column.name))
    .map((column) => {
      const masked = column.personal && !actor.permissions.has('personal.read');
      return {
        name: column.name,
        title: column.title,
        value: masked ? null : textOrNull(found[column.name]),
        source: sourceName(workspace, textOrNull(found[`${column.name}_source`])),
        at: textOrNull(found[`${column.name}_source_time`]),
        identifier: column.identifier,
        masked,
      };
    });
  const values = Object.fromEntries(golden.map(({ name, value }) => [name, value]));
  return {
    person: {
      weftId,
      personId: String(found.person_id),
      name: callPerson(values, weftId),
      records: numberOf(found.weft_records),
      createdAt: textOrNull(found.weft_created_at),
      firstSeen: textOrNull(found.weft_first_seen),
      lastSeen: textOrNull(found.weft_last_seen),
      golden,
    },
  };
});

/** A golden value's source by its own name. */
function sourceName(workspace: Workspace, slug: string | null): string | null {
  const source = slug === null ? undefined : workspace.get('source', slug);
  return source ? nameOf(source) : slug;
}

/** Whom an id's records belong to now, by the last change that took them elsewhere. */
async function successor(weftId: string): Promise<FoundPerson> {
  const change = await row(
    `select c.weft_id from weft.identity_changes as c
     join weft.identity_persons as p on p.weft_id = c.weft_id
     where c.previous_weft_id = $1 and c.weft_id <> $1 order by c.${dialect().ident('at')} desc, c.weft_id limit 1`,
    { values: [weftId] },
  );
  return change.weft_id === undefined ? null : { movedTo: String(change.weft_id) };
}

interface TraitValue {
  /** Of the column behind the trait's slug; empty for its own value. */
  suffix: string;
  /** Of the trait, or what this column of it says. */
  name: string;
  kind: ColumnKind;
  value: string | null;
}

export interface PersonTrait extends TraitValue {
  slug: string;
  masked: boolean;
  /** What the trait says beside its own value; none where it is masked. */
  further: TraitValue[];
}

/** The values of the declared traits that have been computed. */
export const personTraits = cache(async (weftId: string): Promise<PersonTrait[]> => {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const built = new Map((await builtColumns('weft.traits')).map((column) => [column.name, column.kind]));
  const found = await row('select * from weft.traits where weft_id = $1', { values: [weftId] });
  const personal = new PersonalColumns(workspace);
  const traits = workspace.all('trait').flatMap((trait): PersonTrait | [] => {
    const masked = !actor.permissions.has('personal.read') && personal.ofTrait(trait);
    const [own, ...further] = traitColumns(trait).flatMap(({ name, suffix }): TraitValue[] => {
      const kind = built.get(name);
      if (kind === undefined) return [];
      const title = suffix === '' ? nameOf(trait) : humanise(suffix).toLowerCase();
      return [{ suffix, name: title, kind, value: masked ? null : textOrNull(found[name]) }];
    });
    return own === undefined ? [] : { slug: trait.slug, ...own, masked, further: masked ? [] : further };
  });
  return traits.toSorted((one, other) => one.name.localeCompare(other.name));
});

export interface PersonConsent extends Granted {
  /** What the answers are read from. */
  source: string;
}

/** What the person agreed to, by the consents that have been computed. */
export async function personConsents(weftId: string): Promise<PersonConsent[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const built = await builtColumns('weft.consents');
  const asked = { columns: async () => built, dialect: dialect(), query: rows };
  return (await consentsOf(asked, workspace, { weftId }))
    .filter(({ granted }) => granted !== null)
    .map((granted) => {
      const from = workspace.get('consent', granted.consent)?.from ?? '';
      const source = workspace.get('entity', from) ?? workspace.get('source', from);
      return { ...granted, source: source ? nameOf(source) : humanise(from) };
    });
}

export interface PersonSegment {
  slug: string;
  name: string;
  enteredAt: string | null;
}

export async function personSegments(weftId: string): Promise<PersonSegment[]> {
  await authorise('read');
  const { workspace } = await currentWorkspace();
  const found = await rows(
    'select segment, entered_at from weft.segment_members where weft_id = $1 order by entered_at desc, segment',
    { values: [weftId] },
  );
  return found.map((row) => {
    const slug = String(row.segment);
    const segment = workspace.get('segment', slug);
    return { slug, name: segment ? nameOf(segment) : slug, enteredAt: textOrNull(row.entered_at) };
  });
}
