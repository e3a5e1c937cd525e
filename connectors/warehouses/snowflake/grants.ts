import type { SnowflakeLogin } from './credentials.ts';

/** Who asked, for the statement that an administrator runs. */
export type Asker = Pick<SnowflakeLogin, 'address'>;

/** Names as grants take them, quoted where they must be; a message may have them quoted already. */
export const name = (text: string): string => {
  const plain = text.replaceAll('"', '');
  return plain
    .split('.')
    .map((part) => (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(part) ? part : `"${part}"`))
    .join('.');
};

export const roleOf = ({ address }: Asker): string => name(address.role ?? '<role of the user>');
export const warehouseOf = ({ address }: Asker): string => name(address.warehouse ?? '<warehouse>');

/** What Weft needs on an object of a kind; of a schema that is not its own, and of a table, no more than reading. */
function rightsOn(kind: string, object: string): string {
  if (/^(table|view|materialized view|external table|dynamic table|object)$/.test(kind)) return 'select';
  if (kind === 'schema' && /(^|\.)"?weft"?$/i.test(object)) return 'usage, create table, create view';
  return 'usage';
}

/** The grant that a role lacks on one object, by the kind that Snowflake names; `rights` where others are needed. */
export function grantOn(
  kind: string,
  object: string,
  asker: Asker,
  rights = rightsOn(kind.toLowerCase(), object),
): string {
  return `grant ${rights} on ${kind.toLowerCase()} ${name(object)} to role ${roleOf(asker)};`;
}
