import type { z } from 'zod';
import {
  describe,
  describeValue,
  fieldsAt,
  oneOf,
  schemasAt,
  typeName,
  valueAt,
  wordsOf,
} from './describe-schema.ts';
import type { FieldPath } from './field-path.ts';
import { nearest } from './nearest.ts';
import type { Finding } from './problem.ts';
import { nearestBranch } from './union-branch.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/** What zod found wrong with `value`, in plain words; several for an issue that holds several. */
export function findingsOf(schema: Schema, value: unknown, issues: readonly Issue[]): Finding[] {
  return withoutEchoes(issues.flatMap((issue) => findingsOfIssue({ schema, value, issue, base: [] })));
}

/** A finding that knows what it says of its map, so that one slip is reported once. */
interface Explained extends Finding {
  about?: 'unknown' | 'missing' | 'whole';
}

interface Context {
  schema: Schema;
  /** What was parsed by `schema`. */
  value: unknown;
  issue: Issue;
  /** Path of `value` in the resource. */
  base: FieldPath;
}

function findingsOfIssue({ schema, value, issue, base }: Context): Explained[] {
  const path = [...base, ...issue.path];
  const given = valueAt(value, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownFields(issue.keys, fieldsAt(schema, issue.path), path);
    case 'invalid_type':
      return [wrongType(typeName(issue.expected), given, schemasAt(schema, issue.path)[0], path)];
    case 'invalid_value':
      return [wrongValue(issue.values, given, path)];
    case 'invalid_union':
      return unionFindings(schema, given, issue, path);
    case 'invalid_key':
      return [{ path, message: `the name ${issue.issues[0]?.message ?? 'is not valid'}` }];
    case 'too_small':
    case 'too_big':
      return [{ path, ...sizeMessage(issue) }];
    case 'custom':
      return customFindings({ schema, value, issue, base }, path);
    default:
      return [{ path, message: issue.message }];
  }
}

function unknownFields(keys: readonly string[], fields: readonly string[], path: FieldPath): Explained[] {
  const known = fields.length === 0 ? 'no fields here' : `one of ${fields.join(', ')}`;
  return keys.map((key) => {
    const near = nearest(key, fields);
    const message = near === undefined ? `unknown field; expected ${known}` : 'unknown field';
    return { about: 'unknown', path: [...path, key], message, expected: known, nearest: near };
  });
}

const isMissing = (path: FieldPath, expected: string): Explained => ({
  about: 'missing',
  path,
  message: `is missing; expected ${expected}`,
  expected,
});

function wrongType(type: string, given: unknown, schema: Schema | undefined, path: FieldPath): Explained {
  const expected = schema === undefined ? type : describe(schema);
  if (given === undefined) return isMissing(path, expected);
  const kind =
    typeof given === 'number' && expected === 'a whole number' ? String(given) : describeValue(given);
  return { path, message: `expected ${expected}, not ${kind}`, expected };
}

function wrongValue(values: readonly unknown[], given: unknown, path: FieldPath): Explained {
  const expected = oneOf(values);
  if (given === undefined) return isMissing(path, expected);
  if (typeof given !== 'string') {
    return { path, message: `expected ${expected}, not ${describeValue(given)}`, expected };
  }
  const names = values.filter((name) => typeof name === 'string');
  return {
    path,
    message: `expected ${expected}, not ${quoted(given)}`,
    expected,
    nearest: nearest(given, names),
  };
}

function sizeMessage(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): Omit<Finding, 'path'> {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const [reached, passed] =
    issue.code === 'too_small' ? (['at least', 'more than'] as const) : (['at most', 'less than'] as const);
  const most = issue.inclusive === false ? passed : reached;
  const what = issue.origin === 'string' ? 'character' : issue.origin === 'array' ? 'item' : undefined;
  if (issue.origin === 'string' && issue.code === 'too_small' && Number(limit) === 1) {
    return { message: 'must not be empty', expected: 'text' };
  }
  const expected =
    what === undefined ? `${most} ${limit}` : `${most} ${limit} ${what}${Number(limit) === 1 ? '' : 's'}`;
  return { message: what === undefined ? `must be ${expected}` : `needs ${expected}`, expected };
}

/** A custom issue may carry the whole issue of a branch that was parsed on its own, as a condition does. */
function customFindings({ value, base, issue }: Context, path: FieldPath): Explained[] {
  const params = issue.code === 'custom' ? issue.params : undefined;
  const inner: unknown = params?.issue;
  const schema: unknown = params?.schema;
  if (isIssue(inner) && isSchema(schema)) {
    const from = issue.path.slice(0, issue.path.length - inner.path.length);
    return findingsOfIssue({
      schema,
      value: valueAt(value, from),
      issue: inner,
      base: [...base, ...from],
    });
  }
  return [
    {
      about: 'whole',
      path,
      message: issue.message,
      expected: text(params?.expected),
      nearest: text(params?.nearest),
    },
  ];
}

/** A short echo of what was written; the rest of a long text says no more. */
const quoted = (given: string): string =>
  JSON.stringify(given.length > 60 ? `${given.slice(0, 60)}…` : given);

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const isIssue = (value: unknown): value is Issue =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  'path' in value &&
  Array.isArray(value.path);

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && '_zod' in value;

/** The branch that was meant speaks; where the value is of no branch's type, all of them do. */
function unionFindings(
  schema: Schema,
  given: unknown,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: FieldPath,
): Explained[] {
  const union = schemasAt(schema, issue.path)[0] ?? schema;
  const branch = nearestBranch(union, given, issue.errors);
  if (branch !== undefined) {
    const found = branch.issues.flatMap((inner) =>
      findingsOfIssue({ schema: branch.schema, value: given, issue: inner, base: path }),
    );
    return withoutEchoes(found);
  }
  const expected = describe(union);
  if (given === undefined) return [isMissing(path, expected)];
  if (typeof given !== 'string')
    return [{ path, message: `expected ${expected}, not ${describeValue(given)}`, expected }];
  const near = nearest(given, wordsOf(union));
  return [{ path, message: `expected ${expected}, not ${quoted(given)}`, expected, nearest: near }];
}

/**
 * Drops what only follows from a misspelt field: that the field it stands for is missing, and that the map
 * as a whole lacks something.
 */
function withoutEchoes(findings: readonly Explained[]): Explained[] {
  const slips = findings.filter(({ about, nearest: near }) => about === 'unknown' && near !== undefined);
  return findings.filter((finding) => !slips.some((slip) => isEcho(finding, slip)));
}

function isEcho({ path, about }: Explained, slip: Explained): boolean {
  const map = slip.path.slice(0, -1);
  if (path.length > slip.path.length || map.some((step, index) => step !== path[index])) return false;
  return about === 'whole' || (about === 'missing' && path[map.length] === slip.nearest);
}
