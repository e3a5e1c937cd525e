import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { folderBeside } from '../template/folder.ts';
import type { IdentifierType, Identity } from '../workspace/kinds/identity.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { linksOf } from './links.ts';
import { recordsOf } from './records.ts';
import { rulesHash, shortHash, typesOf } from './rules.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** Sources that carry identifiers of the identity rules. */
export const identitySources = ({ workspace }: Generation): Source[] =>
  workspace.all('source').filter((source) => source.identifiers.length > 0);

export function identifierType(identity: Identity, type: string): IdentifierType {
  const found = identity.types.find((candidate) => candidate.type === type);
  if (!found) throw new TypeError(`identity ${identity.slug} declares no type ${type}`);
  return found;
}

const hashed = (what: string): string =>
  `A 64-bit hash of ${what}, the engine's own or half an MD5, for large joins.`;

/** A node of its own for a table that the run of identity_members writes. */
const writtenWithMembers = {
  folder: 'identity',
  config: { materialized: 'weft_written_with_members' },
} as const;

export function identityModels(generation: Generation): Model[] {
  const { workspace, render } = generation;
  const identity = workspace.identity;
  const sources = identitySources(generation);
  if (!identity || sources.length === 0) return [];
  const numbered = <T>(items: T[]) => items.map((item, index) => ({ ...item, first: index === 0 }));
  const person = { name: 'weft_id', description: 'The person.', tests: ['not_null'] };
  const surrogate = { name: 'person_id', description: 'Integer surrogate of weft_id.', tests: ['not_null'] };
  const record = [
    { name: 'source', description: 'Slug of the source.', tests: ['not_null'] },
    { name: 'record_key', description: 'Key of the record within its source.', tests: ['not_null'] },
  ];
  const value = [
    { name: 'type', description: 'Type of the identifier.', tests: ['not_null'] },
    { name: 'value', description: 'Normalised value.', tests: ['not_null'] },
  ];
  const excluded = {
    name: 'excluded',
    description:
      'Why it joins nothing: placeholder, invalid, blocked, outside (the source) or alone (the record); null where it is used.',
  };
  const recordHash = { name: 'record_hash', description: hashed('source and record_key') };
  const valueHash = { name: 'value_hash', description: hashed('type and value') };
  const records = render(templates, 'identity_records', {
    sources: numbered(sources.map((source) => recordsOf(generation, source))),
  });
  const links = render(templates, 'identity_links', {
    sources: numbered(sources.map((source) => linksOf(generation, identity, source))),
    fuzzy: identity.fuzzy !== undefined,
  });
  return [
    {
      name: 'identity_records',
      folder: 'identity',
      description:
        'One row per row of a source, or distinct identifier tuple of an event source; rows of one key are one record. Key: source, record_key.',
      config: { materialized: 'view' },
      columns: [
        ...record.map(({ name, description }) => ({ name, description })),
        {
          name: 'recorded_at',
          description: 'When the record was last written; for events, when its tuple was first seen.',
        },
        { name: 'digest', description: 'Changes when anything changes that identity reads of the record.' },
      ],
      sql: records,
    },
    {
      name: 'identity_members',
      folder: 'identity',
      description: 'One row per record with the person it belongs to. Key: source, record_key.',
      config: {
        materialized: 'weft_identity',
        meta: {
          identity: {
            hash: rulesHash(identity, sources),
            // Rules that stay the same may be read in another way by a new version of Weft.
            reading: shortHash([records, links]),
            order_grain: identity.order_grain,
            max_rounds: identity.max_rounds,
            max_person_share: identity.max_person_share,
            fuzzy: identity.fuzzy !== undefined,
            types: typesOf(identity),
          },
        },
      },
      columns: [
        ...record,
        { name: 'recorded_at', description: 'Time of the record.' },
        { name: 'weft_id', description: 'Lasting id of the person.', tests: ['not_null'] },
        {
          name: 'person_id',
          description: 'Integer surrogate of weft_id, for large joins.',
          tests: ['not_null'],
        },
        {
          name: 'component',
          description:
            'Records connected by any identifier, before limits: the unit of incremental work. The least person_id among them.',
        },
        { name: 'seen_run', description: 'Number of the run that first saw the record.' },
        { name: 'digest', description: 'As in identity_records, when the record was last read.' },
        recordHash,
      ],
      sql: links,
    },
    {
      ...writtenWithMembers,
      name: 'identity_edges',
      description:
        'One row per record and identifier that it carries, normalised; excluded says why one is not used. Key: record_hash, type, value.',
      columns: [{ ...recordHash, tests: ['not_null'] }, ...value, excluded, valueHash],
      sql: render(templates, 'written_with_members', {}),
    },
    {
      ...writtenWithMembers,
      name: 'identity_links',
      description:
        'View of identity_edges with the keys of the records. Key: source, record_key, type, value.',
      columns: [
        ...[...record, ...value].map(({ name, description }) => ({ name, description })),
        excluded,
        recordHash,
        valueHash,
      ],
      sql: render(templates, 'written_with_members', {}),
    },
    {
      ...writtenWithMembers,
      name: 'identity_identifiers',
      description: 'One row per person and identifier. Key: weft_id, type, value.',
      columns: [
        person,
        surrogate,
        ...value,
        { name: 'first_seen', description: 'Time of the oldest record of the person that carries it.' },
        { name: 'last_seen', description: 'Time of the newest.' },
        { name: 'records', description: 'How many records of the person carry it.' },
        valueHash,
        {
          name: 'owner',
          description:
            'Whether a row that carries the value belongs to the person. Of several persons that carry it, to the one with most records of it, then the first seen, then the least id.',
          tests: ['not_null'],
        },
      ],
      sql: render(templates, 'written_with_members', {}),
    },
    {
      ...writtenWithMembers,
      name: 'identity_lookup',
      description:
        'View of the owners in identity_identifiers, one row per identifier: the person to whom a row that carries it belongs. Key: type, value.',
      columns: [...value, person, surrogate, valueHash],
      sql: render(templates, 'written_with_members', {}),
    },
  ];
}
