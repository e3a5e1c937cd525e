import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Nature } from './engine.ts';

const duckdb: Nature = {
  series: (rows) =>
    `select i as id, lpad(cast(i as varchar), 40, '0') as label from range(${rows}) as series(i)`,
  slow: 'select count(*) as n from range(1000000) as a(x), range(1000000) as b(y) where (x * y) % 7 = 3',
  json: (expression) => `cast(${expression} as json)`,
  bytes: (expression) => `from_base64(${expression})`,
  allowsTable: () => true,
  allowsColumn: () => true,
  oneByZero: 'Infinity',
  refused: [
    "copy (select 1) to '/tmp/weft-contract.csv'",
    "attach '/tmp/weft-contract.db'",
    'pragma database_list',
    "set memory_limit = '1GB'",
    'explain analyze create table memory.main.x as select 1',
    "select * from read_text('/etc/hostname')",
    "select * from 'https://127.0.0.1/x.parquet'",
    "select * from query('select 1')",
    "select * from postgres_query('__ducklake_metadata_weft_lake', 'select 1')",
    "select (select count(*) from \"PostGres_Query\"('__ducklake_metadata_weft_lake', 'select 1')) as n",
    "from postgres_execute('__ducklake_metadata_weft_lake', 'select 1')",
    "from postgres_scan('dbname=weft_control', 'public', 'audit')",
    'from __ducklake_metadata_weft_lake.ducklake.ducklake_table',
    "from ducklake_cleanup_old_files('weft_lake', cleanup_all => true)",
    "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
  ],
};

const snowflake: Nature = {
  series: (rows) =>
    `select seq8() as "ID", lpad(cast(seq8() as varchar), 40, '0') as "LABEL" from table(generator(rowcount => ${rows}))`,
  slow: 'select count(*) as n from table(generator(rowcount => 1000000)) a, table(generator(rowcount => 1000000)) b where mod(uniform(1, 1000, random()), 7) = 3',
  json: (expression) => `parse_json(${expression})`,
  bytes: (expression) => `base64_decode_binary(${expression})`,
  allowsTable: () => true,
  allowsColumn: () => true,
  refused: [
    "alter session set timezone = 'UTC'",
    'use role accountadmin',
    'show tables; drop table x',
    'truncate table weft.x',
    'grant usage on database db1 to role public',
    "execute immediate 'select 1'",
    'copy into @~ from (select 1)',
    'put file:///etc/hostname @~',
    'begin',
  ],
};

/** Letters, marks, numbers, connectors, dashes and spaces: bigquery/docs/tables#table_naming. */
const bigQueryTable = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]+$/u;
/** bigquery/docs/schemas#flexible-column-names: what it lists as not supported, and no control characters. */
const bigQueryColumn = /^[\p{L}\p{M}\p{N}_&%=+:'<>#|\- ]+$/u;

const bigquery: Nature = {
  // Of short arrays: the emulator's DuckDB copies those of a million values each time that it plans a statement.
  series: (rows) =>
    `select id, lpad(cast(id as string), 40, '0') as label from (select a * 1000 + b as id from unnest(generate_array(0, ${Math.ceil(rows / 1000) - 1})) as a, unnest(generate_array(0, 999)) as b) as numbers where id < ${rows}`,
  slow: 'select count(*) as n from unnest(generate_array(1, 10000)) as a, unnest(generate_array(1, 10000)) as b, unnest(generate_array(1, 10000)) as c where mod(a * b + c, 7) = 3',
  json: (expression) => `parse_json(${expression})`,
  bytes: (expression) => `from_base64(${expression})`,
  allowsTable: (name) => bigQueryTable.test(name),
  allowsColumn: (name) => bigQueryColumn.test(name),
  refused: [
    'declare x int64 default 1; select x',
    "execute immediate 'select 1'",
    'begin transaction; select 1; commit transaction',
    "export data options (uri = 'gs://b/*.csv', format = 'CSV') as select 1 as x",
    'create temp function f() as (1); select f()',
    'truncate table weft.x',
  ],
};

export const natures: Record<Dialect['name'], Nature> = { duckdb, snowflake, bigquery };
