import 'server-only';
import { authorise, may } from './authorise.ts';
import { numberOf, textOf, textOrNull } from './values.ts';
import { row, rows } from './warehouse.ts';

/** An identifier by its type and place among those of the type: which it is can be told without its value. */
export interface HiddenIdentifier {
  type: string;
  place: number;
  records: number;
  lastSeen: string | null;
}

/** The most of a summary: a shared kiosk can carry thousands. */
export const identifiersShown = 12;

const order = 'i.records desc, i.last_seen desc nulls last, i.value';

/** The identifiers of a person without their values, the most used of each type first. */
export async function hiddenIdentifiers(
  weftId: string,
): Promise<{ identifiers: HiddenIdentifier[]; total: number; revealable: boolean }> {
  await authorise('read');
  const values = [weftId];
  const [found, counted] = await Promise.all([
    rows(
      `select type, place, records, last_seen from (
         select i.type, i.records, i.last_seen, row_number() over (partition by i.type order by ${order}) as place
         from weft.identity_identifiers as i where i.weft_id = $1
       ) as placed order by place, records desc, type limit ${identifiersShown}`,
      { values },
    ),
    row('select count(*) as found from weft.identity_identifiers where weft_id = $1', { values }),
  ]);
  return {
    identifiers: found
      .map((one) => ({
        type: textOf(one.type),
        place: numberOf(one.place),
        records: numberOf(one.records),
        lastSeen: textOrNull(one.last_seen),
      }))
      .toSorted((one, other) => one.type.localeCompare(other.type) || one.place - other.place),
    total: numberOf(counted.found),
    revealable: await may('personal.read'),
  };
}

/** The value of one of them, or null where it is there no more. */
export async function identifierValue(weftId: string, type: string, place: number): Promise<string | null> {
  await authorise('personal.read');
  const found = await row(
    `select value from (
       select i.value, row_number() over (order by ${order}) as place
       from weft.identity_identifiers as i where i.weft_id = $1 and i.type = $2
     ) as placed where place = ${Math.trunc(place)}`,
    { values: [weftId, type] },
  );
  return textOrNull(found.value);
}
