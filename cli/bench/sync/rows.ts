/** The rows that are sent: made by the same rule in SQL and in JavaScript, so that all send the same bodies. */

/** A statement that gives `rows` persons: a number, a key and eight columns. */
export const personsOf = (rows: number): string => `
  select
    n,
    'person-' || lpad(cast(n as varchar), 9, '0') as id,
    'person' || n || '@mail' || (n % 1000) || '.example' as email,
    'First' || (n % 5000) as first_name,
    'Last' || (n % 70000) as last_name,
    'City ' || (n % 3000) as city,
    (n * 7) % 1000 as orders,
    (n % 100000) / 100.0::double as total,
    n % 2 = 0 as member,
    date '2020-01-01' + cast(n % 2000 as integer) as since
  from range(${rows}) as t(n)`;

/** The statement of a table of `rows` rows with a key and eight columns. */
export const sourceStatement = (table: string, rows: number): string =>
  `create or replace table ${table} as select * exclude (n) from (${personsOf(rows)}) as p`;

export const fields = ['email', 'first_name', 'last_name', 'city', 'orders', 'total', 'member', 'since'];

const dayMs = 86_400_000;

function rowOf(n: number): string {
  const row = {
    key: `person-${String(n).padStart(9, '0')}`,
    operation: 'create',
    fields: {
      email: `person${n}@mail${n % 1000}.example`,
      first_name: `First${n % 5000}`,
      last_name: `Last${n % 70000}`,
      city: `City ${n % 3000}`,
      orders: (n * 7) % 1000,
      total: (n % 100000) / 100,
      member: n % 2 === 0,
      since: new Date(Date.UTC(2020, 0, 1) + (n % 2000) * dayMs).toISOString().slice(0, 10),
    },
  };
  return JSON.stringify(row);
}

/** The body of one request, as a sync of the webhook sends it. */
export const bodyOf = (first: number, size: number): string =>
  `{"sync":"people","run_id":"0000000000000000","rows":[${Array.from({ length: size }, (_, index) => rowOf(first + index)).join(',')}]}`;
