import { randomUUID } from 'node:crypto';
import { messageOf, WeftError } from '../../errors.ts';
import type { AccessCheck } from '../connection.ts';
import type { SnowflakeLogin } from './credentials.ts';
import { snowflakeDialect } from './dialect.ts';
import { grantOn, roleOf } from './grants.ts';
import { makeOwnSchema } from './own-schema.ts';
import type { SessionPool } from './pool.ts';
import type { Session } from './session.ts';

const { table: tableName } = snowflakeDialect;

interface Right {
  name: string;
  detail: string;
  /** The grant that gives it; the error's own mend is better where it has one. */
  mend: string;
  try(session: Session): Promise<unknown>;
}

/** Tries each right at the warehouse: nothing that it makes stays. */
export async function checkAccess(
  pool: SessionPool,
  login: SnowflakeLogin,
  tables: readonly string[],
): Promise<AccessCheck[]> {
  const checks: AccessCheck[] = [];
  for (const right of rightsOf(login, tables)) {
    checks.push(await pool.use((session) => check(session, right)).catch((error) => failed(right, error)));
  }
  return checks;
}

async function check(session: Session, right: Right): Promise<AccessCheck> {
  await right.try(session);
  return { name: right.name, result: 'ok', detail: right.detail };
}

const failed = (right: Right, error: unknown): AccessCheck => ({
  name: right.name,
  result: 'fail',
  detail: messageOf(error),
  mend: (error instanceof WeftError ? error.mend : undefined) ?? right.mend,
});

function rightsOf(login: SnowflakeLogin, tables: readonly string[]): Right[] {
  const { address } = login;
  const weft = `${address.database}.weft`;
  const role = roleOf(login);
  const administrator = (statement: string) => `An administrator runs: ${statement}`;
  return [
    {
      name: 'log in',
      detail: `as ${address.user} with the role ${address.role ?? "that is the user's default"}`,
      mend: administrator(`grant role ${role} to user ${address.user};`),
      try: (session) => session.run('select current_user(), current_role()'),
    },
    {
      name: 'use the warehouse',
      detail: address.warehouse ?? "the user's default",
      mend: administrator(grantOn('warehouse', address.warehouse ?? '<warehouse>', login)),
      // A statement without a table needs no warehouse; this one does.
      try: (session) => session.run('select count(*) from table(generator(rowcount => 1))'),
    },
    {
      name: `use the database ${address.database}`,
      detail: 'its catalogue can be read',
      mend: administrator(`grant usage on database ${address.database} to role ${role};`),
      try: (session) => session.run('select count(*) from information_schema.schemata'),
    },
    {
      name: `have the schema ${weft}`,
      detail: 'it is there, or can be made',
      mend: administrator(`create schema ${weft}; grant ownership on schema ${weft} to role ${role};`),
      try: makeOwnSchema,
    },
    {
      name: `create tables in ${weft}`,
      detail: 'one was made and dropped again',
      mend: administrator(`grant ownership on schema ${weft} to role ${role};`),
      try: async (session) => {
        const name = tableName(`weft.weft_access_check_${randomUUID().replaceAll('-', '')}`);
        await session.run(`create transient table ${name} (id number)`);
        await session.run(`drop table ${name}`);
      },
    },
    ...tables.map((table) => ({
      name: `read ${table}`,
      detail: 'a row can be selected',
      mend: administrator(
        `grant usage on schema ${table.split('.').slice(0, -1).join('.')} to role ${role}; ${grantOn('table', table, login)}`,
      ),
      try: (session: Session) => session.rows(`select 1 as found from ${tableName(table)} limit 1`),
    })),
  ];
}
