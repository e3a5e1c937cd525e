import { createHash } from 'node:crypto';
import type { Column } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { consentColumn } from '../consents/columns.ts';
import { columnsOf, type Generation, relationOf } from '../dbt/context.ts';
import { eventProperties } from '../events/context.ts';
import { propertyName } from '../events/property-name.ts';
import { traitColumns } from '../workspace/kinds/trait.ts';
import { PersonalColumns } from './personal.ts';
import type { Subject } from './subject.ts';

/**
 * All that is profiled: each source and entity, those over one table together; the properties of events, by the event;
 * and what is known of persons. `columnsThere` is what the tables of Weft's own have; one without columns is left out.
 */
export function subjectsOf(
  generation: Generation,
  columnsThere: Readonly<Record<'events' | 'customer_360', readonly Column[]>>,
): Subject[] {
  const { dialect, workspace } = generation;
  const personal = new PersonalColumns(workspace);
  const found = new Map<string, Omit<Subject, 'definition'>>();
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    const relation = relationOf(generation, resource);
    const name = `${resource.kind}/${resource.slug}`;
    const known = found.get(relation);
    if (known) known.resources.push(name);
    else
      found.set(relation, {
        ...{ resources: [name], table: resource.table ?? null, relation, apart: null },
        columns: columnsOf(generation, resource).map((column) => ({
          ...{ name: column.name, kind: column.kind },
          personal: personal.of(resource, column.name),
        })),
      });
  }
  const own = (table: 'events' | 'customer_360') => ({
    table: `${weftSchema}.${table}`,
    relation: dialect.table(`${weftSchema}.${table}`),
  });
  const there = (table: 'events' | 'customer_360', names: readonly string[]) =>
    columnsThere[table].filter(({ name }) => names.includes(name));
  const properties = new Set(eventProperties(generation).map(({ name }) => propertyName(name)));
  const ofPersons = [
    ...Object.keys(workspace.identity?.golden ?? {}),
    ...workspace.all('trait').flatMap((trait) => traitColumns(trait).map(({ name }) => name)),
    ...workspace.all('consent').map(({ slug }) => consentColumn(slug)),
  ];
  const subjects = [
    ...found.values(),
    {
      ...{ resources: ['event'], ...own('events'), apart: 'event' },
      columns: there('events', [...properties]).map(({ name, kind }) => ({
        ...{ name, kind, personal: personal.ofEvents(name) },
      })),
    },
    {
      ...{ resources: ['customer_360'], ...own('customer_360'), apart: null },
      columns: there('customer_360', ofPersons).map(({ name, kind }) => ({
        ...{ name, kind, personal: personal.ofPerson(name) },
      })),
    },
  ];
  return subjects
    .filter(({ columns }) => columns.length > 0)
    .map((subject) => ({ ...subject, definition: definitionOf(subject) }));
}

const definitionOf = ({ relation, columns, apart }: Omit<Subject, 'definition'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([relation, columns.map(({ name, kind, personal }) => [name, kind, personal]), apart]),
    )
    .digest('hex')
    .slice(0, 16);
