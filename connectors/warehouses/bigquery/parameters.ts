import type bigquery from '@google-cloud/bigquery/build/src/types.js';
import { WarehouseError } from '../../errors.ts';
import type { QueryOptions } from '../connection.ts';

type ParameterValue = NonNullable<QueryOptions['values']>[number];

/** What may hold a `$1` that is none: strings of BigQuery's four forms, quoted names, comments. */
const tokens =
  /'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|`(?:\\[\s\S]|[^`\\])*`|(?:--|#)[^\n]*|\/\*[\s\S]*?\*\/|\$(\d+)/g;

const int64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

function typeOf(value: Exclude<ParameterValue, null>): string {
  if (typeof value === 'string') return 'STRING';
  if (typeof value === 'boolean') return 'BOOL';
  if (typeof value === 'bigint') return int64(value) ? 'INT64' : 'BIGNUMERIC';
  return Number.isSafeInteger(value) ? 'INT64' : 'FLOAT64';
}

/**
 * SQL with `$1` onwards as BigQuery's named parameters. A null has no type there: it becomes a literal, which
 * takes any, but beside a comparison, where a literal null is refused.
 */
export function bindParameters(
  sql: string,
  values: readonly ParameterValue[] = [],
): { query: string; parameters: bigquery.IQueryParameter[] } {
  const used = new Set<number>();
  const query = sql.replace(tokens, (token, digits: string | undefined, at: number) => {
    if (digits === undefined) return token;
    const value = values[Number(digits) - 1];
    if (value === undefined) {
      throw new WarehouseError(`The statement has ${token}, but ${values.length} values were given`);
    }
    if (value !== null) {
      used.add(Number(digits));
      return `@p${digits}`;
    }
    const compared =
      /[=<>]\s*$/.test(sql.slice(0, at)) || /^\s*([=<>]|!=)/.test(sql.slice(at + token.length));
    return compared ? 'cast(null as string)' : 'null';
  });
  const parameters = [...used].flatMap((number) => {
    const value = values[number - 1];
    if (value === null || value === undefined) return [];
    return [
      {
        name: `p${number}`,
        parameterType: { type: typeOf(value) },
        parameterValue: { value: String(value) },
      },
    ];
  });
  return { query, parameters };
}
