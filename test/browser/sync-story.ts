import { followSync } from '../../cli/follow.ts';
import type { HttpSink } from '../contracts/destinations/http-sink.ts';
import type { TestWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from '../scenarios/workspace.ts';

const destinations = (sink: HttpSink) => `
kind: destination
slug: shop
name: Web shop
description: The shop's own list of customers.
type: webhook
config: { url: "${sink.url}" }
---
kind: destination
slug: away
name: Old warehouse system
type: webhook
config: { url: "http://127.0.0.1:9/rows" }
`;

const syncs = `
kind: sync
slug: newsletter
name: Newsletter
description: Who gets the newsletter, with what it greets them by.
from: { table: raw.readers }
to: { destination: shop, object: request }
mode: mirror
key: email
map: { first_name: name, city: city, "interests.main": topic }
stop_if: { removed_share: 20%, empty: true }
when: { cron: "0 6 * * *", zone: Europe/Berlin }
---
kind: sync
slug: stock
name: Stock levels
from: { table: raw.stock }
to: { destination: shop, object: request }
mode: mirror
key: id
map: { name: name, left: left_over }
---
kind: sync
slug: coupons
name: Coupons
from: { table: raw.coupons }
to: { destination: shop, object: request }
mode: upsert
key: id
map: { mail: mail, worth: { column: worth, type: integer } }
when: { after: { dbt: [vouchers] } }
---
kind: sync
slug: unreadable
name: Loyalty cards
from: { table: raw.cards }
to: { destination: away, object: request }
mode: upsert
key: id
map: { points: points }
`;

const tables = [
  'create schema if not exists raw',
  'create table raw.readers (email varchar, name varchar, city varchar, topic varchar)',
  `insert into raw.readers select 'reader' || lpad(cast(n as varchar), 2, '0') || '@mail.example', 'Reader ' || n,
     case when n % 3 = 0 then null else 'Ulm' end, 'tea' from range(40) as t(n)`,
  'create table raw.stock (id varchar, name varchar, left_over integer)',
  "insert into raw.stock values ('a', 'Kettle', 1), ('b', 'Cup', 2), ('c', 'Tea pot', 3)",
  'create table raw.coupons (id varchar, mail varchar, worth varchar)',
  `insert into raw.coupons select 'k' || lpad(cast(n as varchar), 2, '0'), 'k' || n || '@mail.example',
     case when n = 11 then 'ten' else '10' end from range(12) as t(n)`,
];

/** What the shop refuses until the test has it otherwise. */
export const refuseCoupons: HttpSink['refuse'] = ({ key, fields }) => {
  const number = key.startsWith('k') ? Number(key.slice(1)) : Number.NaN;
  if (number < 3) return `"${fields.mail}" is a duplicate of record ${number}77`;
  return number < 5 ? 'the mailbox is gone' : undefined;
};

/** The runs of the story, by what each is there for. */
export interface SyncStory {
  /** Waits for approval: 15 of 40 rows would be removed. */
  waiting: string;
  /** Has rejects of three causes. */
  rejected: string;
  /** Can be undone, all but one row, which a later run changed. */
  undoable: string;
}

/** A small company whose syncs have met what syncs meet: a plan that waits, rejects, and runs one after another. */
export async function tellSyncStory(weft: TestWeft, sink: HttpSink): Promise<SyncStory> {
  const sql = async (...statements: string[]) => {
    for (const statement of statements) await weft.warehouse.execute(statement);
  };
  const run = async (sync: string): Promise<string> => (await followSync(weft.settings, sync)).run.runId;
  sink.refusal = 'rows';
  sink.refuse = refuseCoupons;
  await sql(...tables);
  await applyWorkspace(weft, { destinations: destinations(sink), syncs });
  await run('newsletter');
  await sql(
    "delete from raw.readers where email < 'reader15@'",
    "update raw.readers set city = 'Bonn' where email < 'reader18@'",
    "update raw.readers set topic = null where email = 'reader20@mail.example'",
    "insert into raw.readers values ('new@mail.example', 'Nils', 'Kiel', 'coffee')",
  );
  const waiting = await run('newsletter');
  const rejected = await run('coupons');
  await run('stock');
  await sql(
    "update raw.stock set left_over = 10 where id = 'a'",
    "delete from raw.stock where id = 'b'",
    "insert into raw.stock values ('d', 'Sieve', 4), ('e', 'Spoon', 5)",
  );
  const undoable = await run('stock');
  await sql("update raw.stock set left_over = 50 where id = 'e'");
  await run('stock');
  return { waiting, rejected, undoable };
}
