import type { ColumnKind, Dialect } from '../../../connectors/warehouses/dialect.ts';
import { normalizerSteps, type Step } from '../../identity/normalize.ts';
import { identifierType } from '../../workspace/kinds/identity.ts';
import {
  type MappedValue,
  type Mapping,
  type NullPolicy,
  type SingleValue,
  singleOf,
  singleValues,
} from '../../workspace/kinds/mapping.ts';
import { type Columns, compileTemplate, templateColumns } from './template.ts';
import { typed } from './typed.ts';

/** Columns that are computed by steps before a row's fields are, since each step reads the one before. */
export interface Prepared {
  name: string;
  from: string;
  steps: readonly Step[];
}

/** A mapping as SQL over the source's columns. */
export interface CompiledFields {
  /** The fields as a JSON object's text. */
  json: string;
  /** Why a row cannot be sent, null where it can. */
  fault: string;
  prepared: Prepared[];
}

/** The source columns that a value reads. Throws ConfigError for a template that is none. */
export function valueColumns(value: SingleValue): string[] {
  const single = singleOf(value);
  if ('column' in single) return [single.column];
  return 'template' in single ? templateColumns(single.template) : formulaColumns(single.formula);
}

/** A formula names columns in braces, as the formulas of traits do. */
const formulaColumn = /\{([^{}]+)\}/g;

export const formulaColumns = (formula: string): string[] => [
  ...new Set([...formula.matchAll(formulaColumn)].map(([, name]) => name ?? '')),
];

/** The source columns that a mapping reads, each once, in a fixed order. */
export const mappingColumns = (map: Mapping): string[] =>
  [...new Set([...singleValues(map)].flatMap(({ value }) => valueColumns(value)))].sort();

interface Made {
  expression: string;
  kind: ColumnKind;
  faults: string[];
}

export class FieldCompiler {
  readonly #dialect: Dialect;
  readonly #columns: Columns;
  readonly #nulls: NullPolicy;
  readonly #clear: string | number | null;
  readonly #faults: string[] = [];
  readonly #prepared: Prepared[] = [];

  /** `clear` is what empties a field at the destination. */
  constructor(
    dialect: Dialect,
    columns: Columns,
    { nulls, clear }: { nulls: NullPolicy; clear: string | number | null },
  ) {
    this.#dialect = dialect;
    this.#columns = columns;
    this.#nulls = nulls;
    this.#clear = clear;
  }

  fields(map: Mapping): CompiledFields {
    const json = this.#object(map);
    const fault =
      this.#faults.length === 0
        ? this.#dialect.cast('null', 'text')
        : `coalesce(${[...this.#faults, 'null'].join(', ')})`;
    return { json, fault, prepared: this.#prepared };
  }

  #object(map: Mapping, path = ''): string {
    const { literal } = this.#dialect;
    const pieces = Object.entries(map).map(([name, value]) => {
      const written = this.#value(value, path === '' ? name : `${path}.${name}`);
      const label = literal(`,${JSON.stringify(name)}:`);
      if (written.kept) return [label, written.json];
      return [`case when ${written.json} is null then '' else concat(${label}, ${written.json}) end`];
    });
    if (pieces.length === 0) return literal('{}');
    // Each piece begins with a comma, and the first of them is cut off: which one comes first is up to the row.
    return `concat('{', substr(concat(${pieces.flat().join(', ')}), 2), '}')`;
  }

  /** JSON of a value; not `kept` where a null leaves the field out. */
  #value(value: MappedValue, path: string): { json: string; kept: boolean } {
    const { literal } = this.#dialect;
    if (typeof value !== 'string') {
      if ('value' in value) return { json: literal(JSON.stringify(value.value)), kept: true };
      if ('object' in value) return { json: this.#object(value.object, path), kept: true };
      if ('list' in value) return { json: this.#list(value.list, path), kept: true };
    }
    const single = singleOf(value);
    const made = this.#single(single);
    const { json, fault } = this.#typed(made, single.type);
    const say = (text: string) => `concat(${literal(`${path}: `)}, ${text})`;
    for (const each of [...made.faults, fault]) {
      if (each !== null) this.#faults.push(`case when ${each} is not null then ${say(each)} end`);
    }
    if (single.required) {
      const empty = literal(`${path} is required and has no value`);
      this.#faults.push(`case when ${made.expression} is null then ${empty} end`);
    }
    const policy = single.nulls ?? this.#nulls;
    if (policy === 'skip') return { json, kept: false };
    const nothing = policy === 'clear' ? JSON.stringify(this.#clear) : 'null';
    return { json: `coalesce(${json}, ${literal(nothing)})`, kept: true };
  }

  /** A list of the values that a row has. */
  #list(items: readonly MappedValue[], path: string): string {
    const pieces = items.map((item, index) => {
      const { json } = this.#value(item, `${path}[${index}]`);
      return `case when ${json} is null or ${json} = 'null' then '' else concat(',', ${json}) end`;
    });
    return `concat('[', substr(concat(${[...pieces, "''"].join(', ')}), 2), ']')`;
  }

  #typed(made: Made, type: Exclude<SingleValue, string>['type']): { json: string; fault: string | null } {
    if (type === undefined) return { json: exactJson(this.#dialect, made), fault: null };
    return typed(this.#dialect, { expression: made.expression, kind: made.kind, type });
  }

  #single(value: Exclude<SingleValue, string>): Made {
    const read = this.#read(value);
    const steps = stepsOf(this.#dialect, value, read.kind);
    if (steps.length === 0) return read;
    const name = `made_${this.#prepared.length + 1}`;
    this.#prepared.push({ name, from: read.expression, steps });
    return { ...read, expression: name, kind: 'text' };
  }

  #read(value: Exclude<SingleValue, string>): Made {
    if ('column' in value) return { ...this.#columns(value.column), faults: [] };
    if ('template' in value) {
      const { text, faults } = compileTemplate(value.template, this.#dialect, this.#columns);
      return { expression: text, kind: 'text', faults };
    }
    const sql = value.formula.replace(formulaColumn, (_, name: string) => this.#columns(name).expression);
    const kind = kindOfType(value.type ?? 'text');
    return { expression: this.#dialect.cast(`(${sql})`, kind), kind, faults: [] };
  }
}

/** A number that a double cannot hold goes as text: most receivers would read another one. */
function exactJson(dialect: Dialect, { expression, kind }: Made): string {
  const json = dialect.json(expression, kind);
  if (kind !== 'integer' && kind !== 'decimal') return json;
  const whole = kind === 'integer' ? `abs(${expression}) > 9007199254740991` : `length(${json}) > 16`;
  return `case when ${whole} then concat('"', ${json}, '"') else ${json} end`;
}

const kinds = {
  text: 'text',
  integer: 'integer',
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;
const kindOfType = (type: keyof typeof kinds): ColumnKind => kinds[type];

/** What is made of a value's text: normalised, then hashed. */
export function stepsOf(dialect: Dialect, value: Exclude<SingleValue, string>, kind: ColumnKind): Step[] {
  const { normalize, hash, region } = value;
  if (normalize === undefined && hash === undefined) return [];
  const steps: Step[] = [];
  if (normalize === 'trim') steps.push((text) => `nullif(trim(${dialect.text(text, kind)}), '')`);
  else if (normalize !== undefined) {
    const type = identifierType.parse({ type: 'field', normalize, ...(region ? { region } : {}) });
    steps.push(...normalizerSteps(dialect, type, { fold: false, kind }));
  } else steps.push((text) => dialect.text(text, kind));
  if (hash === 'sha256') steps.push((text) => dialect.sha256(text));
  if (hash === 'md5') steps.push((text) => dialect.md5(text));
  return steps;
}
