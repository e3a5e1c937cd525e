import type { Column } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../connectors/warehouses/dialect.ts';
import { columnsOf, type Generation, keyColumns, kindsOf, relationOf } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { recordKey } from '../identity/record-key.ts';
import { folderBeside } from '../template/folder.ts';
import type { Source } from '../workspace/kinds/source.ts';
import { propertyName } from './property-name.ts';

const templates = folderBeside(import.meta.url, 'templates');

export const eventSources = ({ workspace }: Generation): Source[] =>
  workspace.all('source').filter((source) => source.shape === 'events' && source.identifiers.length > 0);

const propertiesOf = (generation: Generation, source: Source): Column[] => {
  const taken = new Set([
    source.event,
    source.time,
    ...keyColumns(source),
    ...source.identifiers.map(({ column }) => column),
  ]);
  return columnsOf(generation, source).filter((column) => !taken.has(column.name));
};

/** The union of all event sources' properties; a name that has two kinds is text. */
export function eventProperties(generation: Generation): Column[] {
  const union = new Map<string, Column>();
  for (const source of eventSources(generation)) {
    for (const column of propertiesOf(generation, source)) {
      const known = union.get(column.name);
      union.set(column.name, known && known.kind !== column.kind ? { ...column, kind: 'text' } : column);
    }
  }
  return [...union.values()];
}

/** A property in the kind that it has in the model; `own` is what the source holds, if it has it. */
function propertySql(dialect: Dialect, { name, kind }: Column, own: ColumnKind | undefined): string {
  if (own === undefined) return dialect.cast('null', kind);
  const column = dialect.ident(name);
  return kind === 'text' ? dialect.text(column, own) : dialect.cast(column, kind);
}

export function eventModels(generation: Generation): Model[] {
  const { dialect, render } = generation;
  const sources = eventSources(generation);
  if (sources.length === 0) return [];
  const union = eventProperties(generation);
  const context = sources.map((source, index) => {
    const own = new Map(propertiesOf(generation, source).map(({ name, kind }) => [name, kind]));
    const kindOf = kindsOf(generation, source);
    const [key] = keyColumns(source);
    return {
      first: index === 0,
      source: source.slug,
      relation: relationOf(generation, source),
      key: key === undefined ? dialect.cast('null', 'text') : dialect.text(dialect.ident(key), kindOf(key)),
      recordKey: recordKey(dialect, source, kindOf),
      event: dialect.ident(source.event ?? ''),
      time: dialect.cast(dialect.ident(source.time ?? ''), 'timestamp'),
      properties: union.map((column) => ({
        expression: propertySql(dialect, column, own.get(column.name)),
        name: propertyName(column.name),
      })),
    };
  });
  return [
    {
      name: 'events',
      folder: 'events',
      description: 'One row per event of a known person, from all event sources. Key: source, event_key.',
      config: { materialized: 'table' },
      layout: { day: 'at', by: ['person_id'] },
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null'] },
        { name: 'person_id', description: 'Integer surrogate of weft_id.' },
        { name: 'source', description: 'Slug of the event source.', tests: ['not_null'] },
        { name: 'event', description: 'Name of the event.' },
        { name: 'at', description: 'When it happened.' },
        { name: 'event_key', description: 'Key of the event within its source.' },
        ...union.map((column) => ({
          name: propertyName(column.name),
          description: 'Property of the event.',
        })),
      ],
      sql: render(templates, 'events', {
        sources: context,
        order: dialect.layOut?.(dialect.ident('event'), dialect.ident('at')) ?? null,
      }),
    },
  ];
}
