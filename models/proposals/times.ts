import { columnsOf, type KnownColumn, type KnownTable } from './tables.ts';
import { wordsOf } from './words.ts';

/** When a row was last changed; else when it was made. */
export function changeTime(table: KnownTable): KnownColumn | undefined {
  const order = [/updat|modif|chang/, /last|seen|active/, /creat|regist|sign|join|add/, /./];
  const times = columnsOf(table, 'time');
  return order
    .map((pattern) => times.find(({ name }) => pattern.test(wordsOf(name).join('_'))))
    .find((column) => column !== undefined);
}

/** When what a row tells happened. */
export function happeningTime(table: KnownTable): KnownColumn | undefined {
  const order = [
    /order|purchas|bought|paid|sold|transact|occur|happen|event|sent|visit|view/,
    /creat|open|start|post|date|at|time|day/,
  ];
  const times = columnsOf(table, 'time').filter(({ present }) => present > 0.5 * table.rows);
  const named = order.map((pattern) => times.find(({ name }) => pattern.test(wordsOf(name).join('_'))));
  return named.find((column) => column !== undefined) ?? changeTime(table);
}

/** The column that names the event, of a table whose rows are events. */
export const eventColumn = (table: KnownTable): KnownColumn | undefined =>
  table.persons || changeTime(table) === undefined ? undefined : columnsOf(table, 'event')[0];
