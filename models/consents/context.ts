import type { Generation } from '../dbt/context.ts';
import type { Model } from '../dbt/model.ts';
import { clockOf } from '../template/clock.ts';
import { filterSql } from '../template/filter.ts';
import { folderBeside } from '../template/folder.ts';
import { originOf, rowsOf } from '../traits/origin.ts';
import { consentColumn } from './columns.ts';

const templates = folderBeside(import.meta.url, 'templates');

/** One table of what each person agreed to: of every consent, what the last row about it says. */
export function consentModels(generation: Generation): Model[] {
  const { workspace, dialect, render } = generation;
  const consents = workspace.all('consent');
  if (consents.length === 0 || !workspace.identity) return [];
  const clock = clockOf(generation);
  const context = consents.map(({ slug, from, where, granted, default: fallback }) => {
    const paths = [...Object.keys(where ?? {}), ...Object.keys(granted)];
    const origin = originOf(generation, from, paths);
    return {
      cte: `last_${slug}`,
      column: consentColumn(slug),
      at: `${consentColumn(slug)}_at`,
      relation: origin.relation,
      conditions: rowsOf(generation, { where }, origin, clock),
      granted: filterSql(dialect, granted, origin.column, origin.kindOf, clock),
      time: origin.time ?? '',
      order: [`${origin.time} desc nulls last`, ...origin.key.map((key) => `${key} nulls last`)].join(', '),
      fallback: fallback === 'granted',
    };
  });
  return [
    {
      name: 'consents',
      folder: 'profiles',
      description: 'One row per person: what they agreed to, by their last row about it. Key: weft_id.',
      config: { materialized: 'table' },
      layout: { by: ['weft_id'] },
      columns: [
        { name: 'weft_id', description: 'The person.', tests: ['not_null', 'unique'] },
        ...consents.flatMap(({ slug, name, description, default: fallback }) => [
          {
            name: consentColumn(slug),
            description: `${description ?? name ?? slug}: whether it is granted; ${fallback} where nothing is known.`,
          },
          { name: `${consentColumn(slug)}_at`, description: 'Time of the row that says so.' },
        ]),
      ],
      sql: render(templates, 'consents', { consents: context }),
    },
  ];
}
