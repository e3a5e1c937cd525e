/** The graphs that identity resolution is measured on, written by the engine itself from a seed. */

export const shapeNames = ['people', 'chains', 'ordered-chains', 'hub', 'giant'] as const;
export type ShapeName = (typeof shapeNames)[number];

interface LinkType {
  type: string;
  /** Columns of the records' table that hold its values. */
  columns: readonly string[];
  limit?: number;
  maxRecords?: number;
}

export interface Shape {
  /** Strongest first. */
  types: readonly LinkType[];
  orderGrain: 'second' | 'day';
  /**
   * A statement that gives the records `from` to `until`, exclusive, of a graph made for `records`: record_key,
   * recorded_at and the types' columns. The same numbers and seed give the same rows with one version of the engine.
   */
  rows(graph: { records: number; seed: number; from: number; until: number }): string;
}

const chainLength = 50_000;
const hubSize = 500_000;

/**
 * Uniform in [0, 1) by the hash of the row's number and a name. Hashed twice, as the hash of two columns combines
 * theirs so simply that draws of one row under two names would depend on each other.
 */
const draws =
  (seed: number) =>
  (name: string): string =>
    `((hash(hash(i, '${seed}:${name}')) >> 11) / 9007199254740992.0)`;

const aTime = (uniform: string): string =>
  `timestamptz '2024-01-01 00:00:00+00' + to_seconds(floor(${uniform} * 60000000))`;

/** A text without order from integers: as long as a cookie's id. */
const opaque = (...parts: string[]): string => `md5(concat_ws(':', ${parts.join(', ')}))`;

/**
 * Accounts, orders and visits of persons who have some records each (a few have hundreds): user_id on every account,
 * up to three e-mail addresses, two telephones, two devices and three cookies a person. Of the uses of an address,
 * number or device a few are another member's of the household of three, and some visits are from a device that
 * stands in a shop. Half of the records beyond `records` are of new persons. About 2.2 links a record and 1 value a record.
 */
const people: Shape = {
  types: [
    { type: 'user_id', columns: ['user_id'], limit: 1 },
    { type: 'email', columns: ['email'], limit: 3, maxRecords: 500 },
    { type: 'phone', columns: ['phone'], limit: 5, maxRecords: 200 },
    { type: 'device', columns: ['device'], maxRecords: 200 },
    { type: 'anonymous_id', columns: ['anonymous_id'], maxRecords: 5000 },
  ],
  orderGrain: 'day',
  rows({ records, seed, from, until }) {
    const u = draws(seed);
    const persons = Math.max(1, Math.round(records * 0.15));
    const shopDevices = Math.max(1, Math.round(records / 1_000_000));
    return `
      with drawn as (
        select i, ${u('kind')} as kind, 
          case when i >= ${records} and ${u('newcomer')} < 0.5
            then ${persons} + cast(floor(${Math.max(1, Math.round((until - records) * 0.1))} * ${u('person')}) as bigint)
            else cast(floor(${persons} * pow(${u('person')}, 1.5)) as bigint) end as person,
          cast(floor(3 * pow(${u('which email')}, 3)) as bigint) as email_number,
          cast(floor(2 * pow(${u('which phone')}, 2)) as bigint) as phone_number,
          cast(floor(2 * ${u('which device')}) as bigint) as device_number,
          cast(floor(3 * ${u('which cookie')}) as bigint) as cookie
        from range(${from}, ${until}) as t(i)
      ),
      used as (
        select *, kind < 0.3 as account, kind >= 0.3 and kind < 0.5 as ordered, kind >= 0.5 as visit from drawn
      )
      select ${opaque('i', seed.toString(), `'record'`)} as record_key, ${aTime(u('time'))} as recorded_at,
        case when account or ${u('has user')} < case when ordered then 0.3 else 0.4 end
          then 'u-' || ${opaque('person', `'user'`)} end as user_id,
        case when (account and ${u('has email')} < 0.95) or (ordered and ${u('has email')} < 0.8) then
          case when ${u('family email')} < 0.007 then 'family.' || person // 3 || '@example.org'
            else 'customer' || person || '.' || email_number || '@mail' || person % 7 || '.example.com' end
          end as email,
        case when (account and ${u('has phone')} < 0.75) or (ordered and ${u('has phone')} < 0.5) then
          case when ${u('family phone')} < 0.011 then '+4930' || printf('%09d', person // 3)
            else '+4917' || phone_number || printf('%09d', person) end
          end as phone,
        case when visit and ${u('has device')} < 0.75 then
          case when ${u('shop')} < 0.001 then ${opaque(`cast(floor(${shopDevices} * ${u('which shop')}) as bigint)`, `'shop'`)}
            when ${u('family device')} < 0.011 then ${opaque('person // 3', `'family device'`)}
            else ${opaque('person', 'device_number', `'device'`)} end
          end as device,
        case when visit then ${opaque('person', 'cookie', `'cookie'`)} end as anonymous_id
      from used`;
  },
};

/** Chains of 50,000 records, each of which shares a value with the next; every hundredth has a user. */
const chains = (ordered: boolean): Shape => ({
  types: [
    { type: 'user_id', columns: ['user_id'], limit: 1 },
    { type: 'link', columns: ['link_before', 'link_after'] },
  ],
  orderGrain: 'second',
  rows({ seed, from, until }) {
    const u = draws(seed);
    const text = (place: string) =>
      ordered ? `printf('%09d-%06d', chain, ${place})` : opaque('chain', place, seed.toString(), `'link'`);
    return `
      with placed as (
        select i, i // ${chainLength} as chain, i % ${chainLength} as place from range(${from}, ${until}) as t(i)
      )
      select ${ordered ? `printf('%012d', i)` : opaque('i', seed.toString(), `'record'`)} as record_key,
        ${ordered ? `timestamptz '2024-01-01 00:00:00+00' + to_seconds(place)` : aTime(u('time'))} as recorded_at,
        case when place % 100 = 0 then ${opaque('i', `'user'`)} end as user_id,
        ${text('place')} as link_before, ${text('place + 1')} as link_after
      from placed`;
  },
});

/** Values that 500,000 records carry each, beside one of each record's own; every hundredth record has a user. */
const hub: Shape = {
  types: [
    { type: 'user_id', columns: ['user_id'], limit: 1 },
    { type: 'device', columns: ['device'] },
    { type: 'email', columns: ['email'] },
  ],
  orderGrain: 'day',
  rows({ seed, from, until }) {
    return `
      select ${opaque('i', seed.toString(), `'record'`)} as record_key, ${aTime(draws(seed)('time'))} as recorded_at,
        case when i % 100 = 0 then ${opaque('i', `'user'`)} end as user_id,
        ${opaque(`i // ${hubSize}`, `'hub'`)} as device, ${opaque('i', `'own'`)} || '@example.com' as email
      from range(${from}, ${until}) as t(i)`;
  },
};

/** Two values a record out of three quarters as many: nearly all records are one component. A tenth have users. */
const giant: Shape = {
  types: [
    { type: 'user_id', columns: ['user_id'], limit: 1 },
    { type: 'link', columns: ['link_1', 'link_2'] },
  ],
  orderGrain: 'day',
  rows({ records, seed, from, until }) {
    const u = draws(seed);
    const value = (name: string) =>
      opaque(`cast(floor(${Math.max(1, Math.round(records * 0.75))} * ${u(name)}) as bigint)`, `'link'`);
    return `
      select ${opaque('i', seed.toString(), `'record'`)} as record_key, ${aTime(u('time'))} as recorded_at,
        case when ${u('has user')} < 0.1 then ${opaque('i', `'user'`)} end as user_id,
        ${value('first')} as link_1, ${value('second')} as link_2
      from range(${from}, ${until}) as t(i)`;
  },
};

export const shapes: Record<ShapeName, Shape> = {
  people,
  chains: chains(false),
  'ordered-chains': chains(true),
  hub,
  giant,
};

/** Whether a shape is measured with its limits where nothing else is asked for. */
export const limitedByDefault = (name: ShapeName): boolean => name === 'people';
