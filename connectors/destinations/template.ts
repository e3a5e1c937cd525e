import Handlebars from 'handlebars';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { jsonText } from './values.ts';

/** Handlebars for what leaves Weft: file paths and request bodies. Helpers: `json`, `eq`, if/unless/each/with/lookup. */
const engine = Handlebars.create();

engine.registerHelper('json', (...given: unknown[]) => {
  // The last argument is always Handlebars' own; `strict` does not guard the ones before it.
  if (given.length !== 2) throw new TypeError('json takes one value, as in {{json row.fields}}');
  if (given[0] === undefined) throw new TypeError('json was given a field that the row does not have');
  return jsonText(given[0]);
});
engine.registerHelper('eq', (left: unknown, right: unknown) => left === right);

const compileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  // `log` would write rows to the process's own output.
  knownHelpers: { json: true, eq: true, log: false },
};

export type Template = (context: Record<string, unknown>) => string;

const compiled = new Map<string, Template>();
const compiledAtMost = 200;

/** The template, compiled once for each text. What a row lacks throws when it is rendered. */
export function templateOf(text: string): Template {
  const known = compiled.get(text);
  if (known) return known;
  const oldest = compiled.size >= compiledAtMost ? compiled.keys().next().value : undefined;
  if (oldest !== undefined) compiled.delete(oldest);
  const template = engine.compile<Record<string, unknown>>(text, compileOptions);
  const render: Template = (context) => template(context);
  compiled.set(text, render);
  return render;
}

/** Why a text is no template, or undefined where it is one. */
export function templateFault(text: string): string | undefined {
  try {
    engine.precompile(text, compileOptions);
    return undefined;
  } catch (error) {
    const message = messageOf(error);
    // The natural way to end a JSON object in a template, and Handlebars takes the three for one mark.
    if (message.includes("got 'CLOSE_UNESCAPED'")) return 'put a space between "}}" and the "}" after it';
    return message.split('\n').join(' ');
  }
}

/** The schema of an option that holds a template. */
export const templateText = z
  .string()
  .min(1)
  .check((check) => {
    const fault = templateFault(check.value);
    if (fault !== undefined) {
      check.issues.push({ code: 'custom', input: check.value, message: `is not a template: ${fault}` });
    }
  });

/** Whether a template reads a variable of this name that no block of its own declares. */
export function readsVariable(text: string, name: string): boolean {
  let read = false;
  let declared = false;
  class Reader extends Handlebars.Visitor {
    override PathExpression(path: hbs.AST.PathExpression): void {
      read ||= !path.data && path.original.split(/[./]/)[0] === name;
    }
    override Program(program: hbs.AST.Program): void {
      declared ||= program.blockParams?.includes(name) ?? false;
      super.Program(program);
    }
  }
  new Reader().accept(Handlebars.parse(text));
  return read && !declared;
}
