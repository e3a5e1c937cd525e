import { join } from 'node:path';
import { companyDefaults, generateCompany } from '../../../cli/demo/company/generate-company.ts';
import type { Row, Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Lake } from '../../../connectors/warehouses/duckdb/connection.ts';
import { loadTables } from '../../../connectors/warehouses/duckdb/load.ts';

/** Loads the demo company into the lake, and resolves to its tables. */
export async function loadCompany(lake: Lake, folder: string): Promise<string[]> {
  const { files } = await generateCompany({ ...companyDefaults, folder: join(folder, 'company') });
  const told = files.filter(({ table }) => !table.startsWith('truth'));
  const loads = told.map(({ table, path }) => ({ files: [path], table: `raw.${table}` }));
  return (await loadTables(lake, loads)).map(({ table }) => table);
}

const rowsAtOnce = 20_000;

/** Copies a table from one warehouse to another by their own reads and loads, as the kinds of its columns say. */
export async function copyTable(from: Warehouse, to: Warehouse, table: string): Promise<void> {
  const columns = await from.columns(table);
  const { dialect } = to;
  const declared = columns.map(({ name, kind }) => `${dialect.ident(name)} ${dialect.type(kind)}`);
  await to.execute(`create or replace table ${dialect.table(table)} (${declared.join(', ')})`);
  let waiting: Row[] = [];
  for await (const rows of from.stream(`select * from ${from.dialect.table(table)}`)) {
    waiting.push(...rows);
    if (waiting.length < rowsAtOnce) continue;
    await to.append(table, waiting);
    waiting = [];
  }
  if (waiting.length > 0) await to.append(table, waiting);
}

/** The day after: people move, leave, turn out to be one and to be two. Statements that all engines share. */
export const nextDay: readonly string[] = [
  `update raw.users set email = 'moved.house@letter.example' where user_id = (select min(user_id) from raw.users)`,
  `update raw.users set phone = '0171 5550100', country = 'DE'
   where user_id in (select min(user_id) from raw.users union all select max(user_id) from raw.users)`,
  `delete from raw.crm_contacts where contact_id = (select max(contact_id) from raw.crm_contacts)`,
  `update raw.crm_contacts set email = 'someone.else@letter.example', mobile = null
   where contact_id = (select min(contact_id) from raw.crm_contacts where email is not null)`,
  `insert into raw.web_events (message_id, anonymous_id, user_id, event, sent_at)
   select 'signed-in', min(anonymous_id), (select max(user_id) from raw.users), 'signed_in', max(seen)
   from (select anonymous_id, max(sent_at) as seen from raw.web_events group by anonymous_id having count(user_id) = 0) as strangers`,
  `update raw.consents set granted = false where purpose = 'marketing_email'
   and consent_id = (select max(consent_id) from raw.consents where purpose = 'marketing_email')`,
  `delete from raw.orders where customer_id = (select min(customer_id) from raw.orders)`,
];
