import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import { RowRejected } from '../../connectors/errors.ts';
import type { Sync } from '../workspace/kinds/sync.ts';

/** A field of the destination: a column as it is, or a template over columns. */
type FieldMapping =
  | { field: string; column: string }
  | { field: string; template: string; columns: string[] };

const isTemplate = (text: string): boolean => text.includes('{{');

/** Columns that a template reads: `{{ traits.x }}`, `{{ profile.x }}` and `{{ x }}` are all the column x. */
export function templateColumns(template: string): string[] {
  const columns = new Set<string>();
  const visit = (node: hbs.AST.Node | undefined): void => {
    if (!node) return;
    if (node.type === 'PathExpression') {
      const { parts, data } = node as hbs.AST.PathExpression;
      const [scope, name] = parts;
      if (!data && scope !== undefined)
        columns.add((scope === 'traits' || scope === 'profile') && name !== undefined ? name : scope);
      return;
    }
    for (const [key, value] of Object.entries(node)) {
      // `path` of a call names a helper, unless it stands alone.
      const call = 'params' in node && Array.isArray(node.params) && node.params.length > 0;
      if (key === 'loc' || (key === 'path' && call)) continue;
      for (const child of Array.isArray(value) ? value : [value])
        if (child && typeof child === 'object') visit(child);
    }
  };
  visit(Handlebars.parse(template));
  return [...columns];
}

function fieldsOf(sync: Sync): FieldMapping[] {
  return Object.entries(sync.map).map(([field, text]) =>
    isTemplate(text) ? { field, template: text, columns: templateColumns(text) } : { field, column: text },
  );
}

/** The source columns that a sync reads beside its key, each once, in a fixed order. */
export function mappedColumns(sync: Sync): string[] {
  return [
    ...new Set(fieldsOf(sync).flatMap((field) => ('column' in field ? [field.column] : field.columns))),
  ].sort();
}

/** Changes when the same columns would be sent as something else. */
export const mappingHash = (sync: Sync): string =>
  createHash('sha256')
    .update(JSON.stringify([sync.map, sync.key, sync.to]))
    .digest('hex')
    .slice(0, 16);

const handlebars = Handlebars.create();
handlebars.registerHelper({
  lower: (text: unknown) => String(text ?? '').toLowerCase(),
  upper: (text: unknown) => String(text ?? '').toUpperCase(),
  default: (value: unknown, fallback: unknown) =>
    value === null || value === undefined || value === '' ? fallback : value,
});

/**
 * Compiles a sync's mapping to a function from a row's columns to the destination's fields. The function
 * throws RowRejected, with the field, for a template that this row cannot fill.
 */
export function compileMapping(sync: Sync): (columns: Record<string, unknown>) => Record<string, unknown> {
  const fields = fieldsOf(sync).map((field) =>
    'column' in field
      ? field
      : { ...field, render: handlebars.compile(field.template, { noEscape: true, strict: true }) },
  );
  return (columns) => {
    const out: Record<string, unknown> = {};
    for (const field of fields) {
      if ('column' in field) {
        out[field.field] = columns[field.column] ?? null;
        continue;
      }
      try {
        out[field.field] = field.render({ ...columns, traits: columns, profile: columns });
      } catch (error) {
        throw new RowRejected(
          `the template of field ${field.field} failed: ${error instanceof Error ? error.message : error}`,
          {
            cause: error,
          },
        );
      }
    }
    return out;
  };
}
