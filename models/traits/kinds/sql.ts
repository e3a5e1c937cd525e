import { folderBeside } from '../../template/folder.ts';
import type { sql } from '../../workspace/kinds/traits/sql.ts';
import { fillPlaceholders } from '../../workspace/read-only-sql.ts';
import type { ByModel } from './computation.ts';

const templates = folderBeside(import.meta.url, '..', 'templates');

export const sqlTrait: ByModel<typeof sql> = {
  by: 'model',
  statement: ({ generation: { ref, render }, trait, settings }) =>
    render(templates, 'sql', {
      statement: fillPlaceholders(settings, ref),
      name: trait.slug,
    }),
};
