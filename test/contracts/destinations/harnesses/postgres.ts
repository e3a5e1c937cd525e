import pg from 'pg';
import { startTestPostgres, type TestPostgres } from '../../../control/test-postgres.ts';
import type { Harness } from '../harness.ts';
import { asText } from './texts.ts';

/** Settings of the destination for a database of the test's own server, which speaks no TLS. */
export function configFor(server: TestPostgres, database: string) {
  const { hostname, port, username, password } = new URL(server.url(database));
  return {
    host: hostname,
    port: Number(port),
    database,
    user: username,
    password: decodeURIComponent(password),
    ssl: 'disable',
  };
}

/** What the contract writes, with a trigger that refuses the rows that a test names. */
const people = `
  create table people (nr bigint generated always as identity, id text primary key, email text, note text);
  create table refusals (id text primary key, reason text);
  create function refuse() returns trigger language plpgsql as $$
    declare why text := (select reason from refusals where id = new.id);
    begin if why is not null then raise exception '%', why; end if; return new; end $$;
  create trigger refuse before insert or update on people for each row execute function refuse()`;

export const postgres: Harness = {
  name: 'postgres',
  type: 'postgres',
  object: 'rows',
  options: { table: 'public.people' },
  knownField: { name: 'email', type: 'text' },
  async start() {
    const server = await startTestPostgres();
    await server.execute('create database shop');
    await server.execute(people, 'shop');
    const config = configFor(server, 'shop');
    const pool = new pg.Pool({ connectionString: server.url('shop'), max: 1 });
    return {
      config,
      unreachable: { config: { ...config, port: 1 }, error: 'Unavailable' },
      unauthorised: { config: { ...config, password: 'not-the-password' } },
      secrets: [config.password, 'not-the-password'],
      async refuse(key, reason) {
        await pool.query('insert into refusals values ($1, $2)', [key, reason]);
      },
      async received() {
        const { rows } = await pool.query('select id, email, note from people order by nr');
        return rows.map(({ id, ...fields }) => ({ key: id, operation: 'held', fields: asText(fields) }));
      },
      async stop() {
        await pool.end();
        await server.stop();
      },
    };
  },
};
