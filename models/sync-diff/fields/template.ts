import Handlebars from 'handlebars';
import { ConfigError, messageOf } from '../../../connectors/errors.ts';
import type { ColumnKind, Dialect } from '../../../connectors/warehouses/dialect.ts';

/** How a column of the source is written in SQL, and what it holds. */
export interface SourceColumn {
  expression: string;
  kind: ColumnKind;
}
export type Columns = (name: string) => SourceColumn;

/** SQL of a template's text, and of why a row cannot fill it: each null, or a text. */
export interface TemplateSql {
  text: string;
  faults: string[];
}

type Expression = hbs.AST.Expression;

interface Value {
  /** Text, null where the row has none. */
  sql: string;
  /** The column itself, where it is one: for comparisons with numbers. */
  column?: SourceColumn;
}

const scopes = ['traits', 'profile'];

/** The column that a path reads: `traits.x`, `profile.x` and `x` are all the column x; what follows is inside it. */
export function pathOf(path: hbs.AST.PathExpression): { column: string; inside: string[] } | undefined {
  const parts = path.original.startsWith('@') || path.depth > 0 ? [] : path.parts;
  const [first, ...rest] = parts;
  if (first === undefined) return undefined;
  const [second, ...deeper] = rest;
  return scopes.includes(first) && second !== undefined
    ? { column: second, inside: deeper }
    : { column: first, inside: rest };
}

/** The columns that a template reads, each once. Throws ConfigError for what is no template, or more than one in SQL can be. */
export function templateColumns(template: string): string[] {
  const columns = new Set<string>();
  compileTemplate(template, nameless, (name) => {
    columns.add(name);
    return { expression: 'x', kind: 'text' };
  });
  return [...columns];
}

/** Why a text is no template of a mapping, or undefined where it is one. */
export function mappingTemplateFault(template: string): string | undefined {
  try {
    templateColumns(template);
    return undefined;
  } catch (error) {
    return messageOf(error).split('\n').join(' ');
  }
}

/** Only its shape is asked of a template here, so no engine's spelling is needed. */
const nameless = {
  literal: (value: unknown) => String(value),
  text: (expression: string) => expression,
  jsonText: (expression: string) => expression,
  json: (expression: string) => expression,
  sha256: (expression: string) => expression,
  md5: (expression: string) => expression,
  tryCast: (expression: string) => expression,
} as unknown as Dialect;

/**
 * A Handlebars template as SQL, so that the warehouse makes what is sent and compares it with what was. It may read
 * columns and paths inside them, use `{{#if}}`, `{{#unless}}` and `{{else}}`, and the helpers lower, upper, trim,
 * default, truncate, json, sha256, md5; conditions also eq, ne, gt, gte, lt, lte, and, or, not. A null writes nothing; a path that
 * leads nowhere in a row is that row's fault, but as the first argument of `default` and in conditions.
 */
export function compileTemplate(template: string, dialect: Dialect, columns: Columns): TemplateSql {
  const compiler = new Compiler(dialect, columns);
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(template);
  } catch (error) {
    throw new ConfigError(messageOf(error).split('\n').join(' '), { cause: error });
  }
  return { text: compiler.program(program), faults: compiler.faults };
}

class Compiler {
  readonly faults: string[] = [];
  readonly #dialect: Dialect;
  readonly #columns: Columns;
  /** Conditions of the blocks around: a fault counts only where its part of the template is written. */
  readonly #within: string[] = [];

  constructor(dialect: Dialect, columns: Columns) {
    this.#dialect = dialect;
    this.#columns = columns;
  }

  program(program: hbs.AST.Program | undefined): string {
    const parts = (program?.body ?? [])
      .map((statement) => this.#statement(statement))
      .filter((sql) => sql !== '');
    if (parts.length === 0) return this.#dialect.literal('');
    return parts.length === 1 ? (parts[0] ?? '') : `concat(${parts.join(', ')})`;
  }

  #statement(statement: hbs.AST.Statement): string {
    switch (statement.type) {
      case 'ContentStatement': {
        const { value } = statement as hbs.AST.ContentStatement;
        return value === '' ? '' : this.#dialect.literal(value);
      }
      case 'CommentStatement':
        return '';
      case 'MustacheStatement': {
        const { path, params } = statement as hbs.AST.MustacheStatement;
        const value = params.length > 0 ? this.#call(path, params) : this.#value(path, true);
        return `coalesce(${value.sql}, ${this.#dialect.literal('')})`;
      }
      case 'BlockStatement':
        return this.#block(statement as hbs.AST.BlockStatement);
    }
    throw new ConfigError(
      `a mapping's template cannot hold ${statement.type.replace('Statement', '').toLowerCase()}s`,
    );
  }

  #block(block: hbs.AST.BlockStatement): string {
    const name = block.path.type === 'PathExpression' ? (block.path as hbs.AST.PathExpression).original : '';
    const [given] = block.params;
    if ((name !== 'if' && name !== 'unless') || given === undefined || block.params.length > 1) {
      throw new ConfigError(
        `a mapping's template knows {{#if}} and {{#unless}} with one condition, and no {{#${name}}}`,
      );
    }
    const condition = this.#condition(given);
    const holds = name === 'if' ? condition : `not ${condition}`;
    const then = this.#inside(holds, () => this.program(block.program));
    const otherwise = this.#inside(`not ${holds}`, () => this.program(block.inverse));
    return `case when ${holds} then ${then} else ${otherwise} end`;
  }

  #inside<T>(condition: string, work: () => T): T {
    this.#within.push(condition);
    try {
      return work();
    } finally {
      this.#within.pop();
    }
  }

  #value(expression: Expression, must: boolean): Value {
    switch (expression.type) {
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return { sql: this.#dialect.literal(String((expression as hbs.AST.StringLiteral).value)) };
      case 'NullLiteral':
      case 'UndefinedLiteral':
        return { sql: 'null' };
      case 'SubExpression': {
        const { path, params } = expression as hbs.AST.SubExpression;
        return this.#call(path, params);
      }
      case 'PathExpression':
        return this.#path(expression as hbs.AST.PathExpression, must);
    }
    throw new ConfigError(`a mapping's template cannot hold a ${expression.type}`);
  }

  #path(path: hbs.AST.PathExpression, must: boolean): Value {
    const read = pathOf(path);
    if (!read)
      throw new ConfigError(`a mapping's template reads columns of the row, and no ${path.original}`);
    const column = this.#columns(read.column);
    if (read.inside.length === 0) return { sql: this.#dialect.text(column.expression, column.kind), column };
    const sql = this.#dialect.jsonText(column.expression, read.inside);
    if (must) this.#fault(`${sql} is null`, `${path.original} is not there in this row`);
    return { sql };
  }

  #fault(condition: string, message: string): void {
    const all = [...this.#within, condition].map((one) => `(${one})`).join(' and ');
    this.faults.push(`case when ${all} then ${this.#dialect.literal(message)} end`);
  }

  #call(callee: Expression | hbs.AST.Literal, params: Expression[]): Value {
    const name = callee.type === 'PathExpression' ? (callee as hbs.AST.PathExpression).original : '';
    const helper = Object.hasOwn(helpers, name) ? helpers[name] : undefined;
    if (!helper) {
      throw new ConfigError(
        `a mapping's template has no helper "${name}"; it has ${Object.keys(helpers).join(', ')}`,
      );
    }
    if (params.length !== helper.takes)
      throw new ConfigError(
        `the helper "${name}" takes ${helper.takes} values, and was given ${params.length}`,
      );
    const values = params.map((param, index) => this.#value(param, !(name === 'default' && index === 0)));
    return { sql: helper.sql(this.#dialect, values, params) };
  }

  #condition(expression: Expression): string {
    if (expression.type !== 'SubExpression') return this.#truth(this.#value(expression, false));
    const { path, params } = expression as hbs.AST.SubExpression;
    const name = path.type === 'PathExpression' ? (path as hbs.AST.PathExpression).original : '';
    const [left, right] = params;
    if (name === 'not' && left && !right) return `(not ${this.#condition(left)})`;
    if ((name === 'and' || name === 'or') && params.length > 1)
      return `(${params.map((param) => this.#condition(param)).join(` ${name} `)})`;
    const sign = Object.hasOwn(signs, name) ? signs[name] : undefined;
    if (sign === undefined || !left || !right || params.length > 2)
      return this.#truth(this.#value(expression, false));
    return `coalesce(${this.#compared(left, sign, right)}, ${name === 'ne' ? 'true' : 'false'})`;
  }

  #compared(left: Expression, sign: string, right: Expression): string {
    const sides = [left, right].map((side) => this.#value(side, false));
    const numeric =
      [left, right].some(({ type }) => type === 'NumberLiteral') || (sign !== '=' && sign !== '<>');
    const [first, second] = sides.map(({ sql }) => (numeric ? this.#dialect.tryCast(sql, 'double') : sql));
    return `(${first} ${sign} ${second})`;
  }

  /** As Handlebars has it: nothing, an empty text, false and 0 are not true. */
  #truth({ sql }: Value): string {
    const { literal } = this.#dialect;
    return `coalesce(${sql} not in (${['', 'false', '0'].map((text) => literal(text)).join(', ')}), false)`;
  }
}

const signs: Record<string, string> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' };

interface Helper {
  takes: number;
  sql(dialect: Dialect, values: Value[], params: Expression[]): string;
}

const first = (values: Value[]): string => values[0]?.sql ?? 'null';
const second = (values: Value[]): string => values[1]?.sql ?? 'null';

const helpers: Record<string, Helper> = {
  lower: { takes: 1, sql: (_dialect, values) => `lower(${first(values)})` },
  upper: { takes: 1, sql: (_dialect, values) => `upper(${first(values)})` },
  trim: { takes: 1, sql: (_dialect, values) => `trim(${first(values)})` },
  default: {
    takes: 2,
    sql: (dialect, values) => `coalesce(nullif(${first(values)}, ${dialect.literal('')}), ${second(values)})`,
  },
  truncate: {
    takes: 2,
    sql: (_dialect, values, [, length]) => {
      if (length?.type !== 'NumberLiteral')
        throw new ConfigError('the second value of "truncate" is a number');
      return `substr(${first(values)}, 1, ${Math.max(0, Math.trunc((length as hbs.AST.NumberLiteral).value))})`;
    },
  },
  json: {
    takes: 1,
    sql: (dialect, values) => {
      const column = values[0]?.column;
      const json = column
        ? dialect.json(column.expression, column.kind)
        : dialect.json(first(values), 'text');
      return `coalesce(${json}, ${dialect.literal('null')})`;
    },
  },
  sha256: { takes: 1, sql: (dialect, values) => dialect.sha256(first(values)) },
  md5: { takes: 1, sql: (dialect, values) => dialect.md5(first(values)) },
};
