import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { ConfigError } from '../../connectors/errors.ts';
import { type Dialect, type Literal, weftSchema } from '../../connectors/warehouses/dialect.ts';

/**
 * Where a statement will run: inside dbt, where a model is a Jinja `ref` and the text of a declaration must
 * not be read as Jinja, or straight in the warehouse.
 */
export type Target = 'dbt' | 'warehouse';

// Private-use characters around what is meant as Jinja, while all other braces are still text.
const open = '\uE000';
const close = '\uE001';

/** Jinja that survives the escaping of a dbt model's text. */
export const jinja = (expression: string): string => `${open}${expression}${close}`;

/** A model of the project as what may follow FROM. */
export type Ref = (model: string) => string;

export const refOf = (dialect: Dialect, target: Target): Ref =>
  target === 'dbt' ? (model) => jinja(`ref('${model}')`) : (model) => dialect.table(`${weftSchema}.${model}`);

/** Refuses names and texts that hold the characters by which Jinja is marked. */
export function refuseMarks(given: unknown): void {
  const text = JSON.stringify(given);
  if (text.includes(open) || text.includes(close)) {
    throw new ConfigError('the private-use characters U+E000 and U+E001 cannot be used in names and SQL');
  }
}

/** Makes every brace of the text literal to Jinja and turns the marked places into Jinja. */
function toJinja(sql: string): string {
  return sql
    .replace(/\{[{%#]/g, (braces) => `{{ '${braces}' }}`)
    .replaceAll(open, '{{ ')
    .replaceAll(close, ' }}');
}

/** Renders `folder/name.sql.hbs`. Throws on a name that the context lacks. */
export type Renderer = (folder: string, name: string, context: object) => string;

/** One Handlebars instance: no HTML escaping, unknown names and helpers refused, values only through the dialect. */
export function createRenderer(
  dialect: Dialect,
  target: Target,
  ref: Ref = refOf(dialect, target),
): Renderer {
  const handlebars = Handlebars.create();
  const given = (value: unknown, helper: string): unknown => {
    if (value === undefined)
      throw new TypeError(`the template gives ${helper} a name that its context lacks`);
    return value;
  };
  handlebars.registerHelper('ident', (name: unknown) => dialect.ident(String(given(name, 'ident'))));
  handlebars.registerHelper('table', (path: unknown) => dialect.table(String(given(path, 'table'))));
  handlebars.registerHelper('literal', (value: unknown) =>
    dialect.literal(given(value, 'literal') as Literal),
  );
  handlebars.registerHelper('ref', (model: unknown) => ref(String(given(model, 'ref'))));
  handlebars.registerHelper('jinja', (text: unknown) => jinja(String(given(text, 'jinja'))));
  handlebars.registerHelper('type', (kind: unknown) => dialect.type(given(kind, 'type') as never));
  const compiled = new Map<string, HandlebarsTemplateDelegate>();

  return (folder, name, context) => {
    const path = join(folder, `${name}.sql.hbs`);
    let template = compiled.get(path);
    if (!template) {
      template = handlebars.compile(readFileSync(path, 'utf8'), {
        noEscape: true,
        strict: true,
        knownHelpersOnly: true,
        knownHelpers: { ident: true, table: true, literal: true, ref: true, jinja: true, type: true },
      });
      compiled.set(path, template);
    }
    const sql = template(context)
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    return `${target === 'dbt' ? toJinja(sql) : sql}\n`;
  };
}

/** Escapes a statement that was built in TypeScript with `ref` and `jinja`. */
export const finish = (target: Target, sql: string): string => (target === 'dbt' ? toJinja(sql) : sql);
