import { ConfigError } from '../../../connectors/errors.ts';
import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { IdentifierType, Identity } from '../../workspace/kinds/identity.ts';
import { listNames, nearest } from '../../workspace/nearest.ts';
import type { Workspace } from '../../workspace/resource.ts';
import { nearKeys, recordExists } from '../find-record.ts';
import { meaningfulSteps, normalizerSteps, type Step, steppedText } from '../normalize.ts';
import { nameOfRecord, type RecordName } from '../record-name.ts';
import { identityTable } from '../tables.ts';
import { countOf, exclusionWords } from './words.ts';

/** What a question is about: an identifier in its normalised form, one record, or a person by their id. */
export type Subject =
  | { kind: 'identifier'; type: string; value: string }
  | { kind: 'record'; record: RecordName }
  | { kind: 'person'; weftId: string };

export const nameOfSubject = (subject: Subject): string =>
  subject.kind === 'identifier'
    ? `${subject.type}:${subject.value}`
    : subject.kind === 'record'
      ? nameOfRecord(subject.record)
      : `weft_id:${subject.weftId}`;

/**
 * Reads `TYPE:VALUE`, `weft_id:ID` or `SOURCE/RECORD_KEY`, and finds it. A value is normalised as the models do, so
 * that any way of writing it is understood. Throws ConfigError, with what is near, where it leads nowhere.
 */
export async function findSubject(
  warehouse: Warehouse,
  workspace: Workspace,
  given: string,
): Promise<Subject> {
  const identity = identityOf(workspace);
  const slash = given.indexOf('/');
  const source = workspace.get('source', given.slice(0, Math.max(0, slash)));
  if (source) return findRecord(warehouse, { source: source.slug, key: given.slice(slash + 1) });
  const colon = given.indexOf(':');
  if (colon < 1) {
    throw new ConfigError(`${given} is neither an identifier nor a record`, {
      mend: `Write TYPE:VALUE, such as email:anna@shop.example, or SOURCE/RECORD_KEY; of sources ${listNames(
        workspace
          .all('source')
          .filter(({ identifiers }) => identifiers.length > 0)
          .map(({ slug }) => slug),
      )}.`,
    });
  }
  const [type, value] = [given.slice(0, colon), given.slice(colon + 1)];
  if (type === 'weft_id') return findPersonId(warehouse, value);
  return findIdentifier(warehouse, declaredType(identity, type), value);
}

export function identityOf(workspace: Workspace): Identity {
  if (workspace.identity) return workspace.identity;
  throw new ConfigError('the workspace in force declares no identity', {
    mend: 'Declare one (kind: identity) and apply the workspace.',
  });
}

function declaredType(identity: Identity, name: string): IdentifierType {
  const found = identity.types.find(({ type }) => type === name);
  if (found) return found;
  const types = identity.types.map(({ type }) => type);
  const meant = nearest(name, types);
  throw new ConfigError(`no identifier type is called ${name}`, {
    mend: meant
      ? `Did you mean ${meant}?`
      : `Use weft_id or a type of the identity rules; ${listNames(types)}.`,
  });
}

async function findRecord(warehouse: Warehouse, record: RecordName): Promise<Subject> {
  if (await recordExists(warehouse, record)) return { kind: 'record', record };
  const near = await nearKeys(warehouse, record);
  throw new ConfigError(`source ${record.source} had no record ${record.key} at the last refresh`, {
    mend:
      near.length > 0
        ? `Did you mean ${near.map((key) => nameOfRecord({ ...record, key })).join(' or ')}?`
        : 'Refresh with `./weft run` if it is new.',
  });
}

/** A person's id, or the one that its records went to where it is no more. */
async function findPersonId(warehouse: Warehouse, weftId: string): Promise<Subject> {
  const { dialect } = warehouse;
  const id = dialect.literal(weftId);
  const [found] = await warehouse.query(
    `select weft_id from ${identityTable(dialect, 'persons')} where weft_id = ${id}`,
  );
  if (found) return { kind: 'person', weftId };
  const [moved] = await warehouse.query(
    `select c.weft_id, c.change from ${identityTable(dialect, 'changes')} as c
     join ${identityTable(dialect, 'persons')} as p on p.weft_id = c.weft_id
     where c.previous_weft_id = ${id} and c.weft_id <> ${id} order by c.${dialect.ident('at')} desc, c.weft_id limit 1`,
  );
  throw new ConfigError(`no person has the id ${weftId}`, {
    mend: moved
      ? `Their records went to weft_id:${moved.weft_id}.`
      : 'Explain an identifier or a record of the person: TYPE:VALUE or SOURCE/RECORD_KEY.',
  });
}

/** The forms of a typed value that a link may hold: in use, blocked, or as it stands where it was refused. */
async function formsOf(
  warehouse: Warehouse,
  type: IdentifierType,
  given: string,
): Promise<{ value: string | null; blocked: string | null; raw: string | null }> {
  const { dialect } = warehouse;
  const steps: Record<string, Step[]> = {
    value: normalizerSteps(dialect, type, { fold: true }),
    blocked: normalizerSteps(dialect, { ...type, block: [] }, { fold: true }),
    raw: meaningfulSteps(dialect).slice(0, 1),
  };
  const [row] = await warehouse.query(steppedText(dialect, given, steps));
  const text = (name: string) => (typeof row?.[name] === 'string' ? row[name] : null);
  return { value: text('value'), blocked: text('blocked'), raw: text('raw') };
}

async function findIdentifier(warehouse: Warehouse, type: IdentifierType, given: string): Promise<Subject> {
  const { dialect } = warehouse;
  const { value, blocked, raw } = await formsOf(warehouse, type, given);
  const forms = [...new Set([value, blocked, raw, given])].filter((form) => form !== null);
  const links = identityTable(dialect, 'links');
  const carried = await warehouse.query(
    `select value, excluded, count(*) as records, min(source) as source, min(record_key) as record_key from ${links}
     where type = ${dialect.literal(type.type)} and value in (${forms.map(dialect.literal).join(', ')})
     group by value, excluded order by records desc, value`,
  );
  // Of a composite the value is written as it stands; of other types the normalised form is what links hold.
  const inUse = [value, ...(type.of ? [given] : [])];
  const found = carried.find((row) => belongs(row.excluded) && inUse.includes(String(row.value)));
  if (found) return { kind: 'identifier', type: type.type, value: String(found.value) };
  const form = value === null ? 'it is none by the rules of the type' : `looked for ${JSON.stringify(value)}`;
  const excluded = carried.find((row) => row.excluded !== null);
  if (excluded) {
    throw new ConfigError(
      `${type.type} ${given} joins nothing: it is carried by ${countOf(Number(excluded.records), 'record')}, and is ${exclusionWords[String(excluded.excluded)] ?? excluded.excluded}`,
      {
        mend: `Explain a record that carries it, such as ${await aCarrier(warehouse, type.type, excluded)}.`,
      },
    );
  }
  throw new ConfigError(`no record carries ${type.type} ${given} (${form})`, {
    mend: await nearMend(warehouse, type, value ?? raw ?? given),
  });
}

/** A value that joins nothing may still be a person's own. */
const belongs = (excluded: Row[string] | undefined): boolean =>
  excluded === null || excluded === 'outside' || excluded === 'alone';

async function aCarrier(warehouse: Warehouse, type: string, { value, excluded }: Row): Promise<string> {
  const { dialect } = warehouse;
  const [row] = await warehouse.query(
    `select source, record_key from ${identityTable(dialect, 'links')}
     where type = ${dialect.literal(type)} and value = ${dialect.literal(String(value))} and excluded = ${dialect.literal(String(excluded))}
     order by source, record_key limit 1`,
  );
  return nameOfRecord({ source: String(row?.source), key: String(row?.record_key) });
}

async function nearMend(warehouse: Warehouse, type: IdentifierType, value: string): Promise<string> {
  const { dialect } = warehouse;
  const links = identityTable(dialect, 'links');
  const [literal, name] = [dialect.literal(value), dialect.literal(type.type)];
  const [elsewhere] = await warehouse.query(
    `select min(type) as type from ${links} where value = ${literal} and type <> ${name} and excluded is null and substr(type, 1, 1) <> '~'`,
  );
  if (typeof elsewhere?.type === 'string') return `It is known as ${elsewhere.type}:${value}.`;
  const near = async (compared: string, order: string) =>
    (
      await warehouse.query(
        `select distinct value from ${links} where type = ${name} and excluded is null and value ${compared} ${literal} order by value ${order} limit 100`,
      )
    ).map((row) => String(row.value));
  const meant = nearest(value, [...(await near('<', 'desc')), ...(await near('>', 'asc'))]);
  return meant
    ? `Did you mean ${type.type}:${meant}?`
    : `See \`./weft query "select value from weft.identity_links where type = '${type.type}' limit 20"\` for what there is; what is new comes with \`./weft run\`.`;
}
