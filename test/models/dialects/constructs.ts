import { workspaceOf } from '../../fixtures/build.ts';
import { catalogOf, everyKind, type Subject } from './workspaces.ts';

type KindName = keyof typeof everyKind;
const kindNames = Object.keys(everyKind) as KindName[];
const comparable = kindNames.filter((name) => name !== 'some_bytes');

/** A value to compare a column of a kind with, as a declaration writes it. */
const scalars: Record<KindName, string | number | boolean> = {
  a_text: "o'neil \\ %_{{",
  a_number: 7,
  an_amount: 1.5,
  a_ratio: 0.25,
  a_flag: true,
  a_day: '2026-01-31',
  a_time: '2026-01-31T10:00:00Z',
  some_bytes: '',
  a_document: '{"a":1}',
};

/** Names that need care: reserved words, quotes, blanks, upper and mixed case. */
const awkward = { select: 'text', 'Mixed Case': 'text', 'qu`o"te': 'text', ORDER: 'integer' } as const;

const keeps = ['oldest', 'longest', 'max', 'min'] as const;

/** Every kind of trait that has a statement, or a part in one, of its own. */
const traitsOfEveryKind = [
  {
    slug: 'flagged_share',
    from: 'deals',
    ratio: { of: { measure: 'count', where: { a_flag: true } }, to: { measure: 'count' } },
    where: { a_flag: { is_set: true } },
  },
  {
    slug: 'last_by_sum',
    from: 'deals',
    ratio: { of: { measure: { last: 'an_amount' } }, to: { measure: { sum: 'a_ratio' } } },
  },
  { slug: 'rfm', from: 'deals', rfm: { amount: 'an_amount' } },
  { slug: 'tier', tier: { of: 'hits', levels: { "it's low": 0, high: 10 } } },
  { slug: 'hits_rank', percentile_of: 'hits' },
  { slug: 'lately_rank', percentile_of: 'lately' },
  { slug: 'hit_sessions', from: 'hits', sessions: { gap: '30 minutes' }, where: { event: 'hit' } },
  { slug: 'deal_sessions', from: 'deals', sessions: { gap: '2 days' }, within: '1 year' },
  {
    slug: 'cart',
    from: 'hits',
    cart_abandonment: { cart: ["it's", 'add'], order: 'order', within: '36 hours' },
  },
  ...(['a_document', 'a_ratio', 'a_flag'] as const).map((match) => ({
    slug: `answers_by_${match}`,
    from: 'hits',
    response_rate: {
      ...{ sent: 'sent', response: ['open', 'click'], match, within: '7 days' },
      ...{ by: match, values: ['true', "it's", '0.25'] },
    },
  })),
  {
    slug: 'answers',
    from: 'views',
    response_rate: { sent: 'sent', response: 'click', match: 'only_here', within: '1 hour' },
  },
  {
    slug: 'place',
    nearest: {
      ...{
        entity: 'deals',
        latitude: 'a_ratio',
        longitude: 'a_text',
        name: 'an_amount',
        region: 'a_document',
      },
      person: { latitude: 'a_ratio_most_recent', longitude: 'text' },
      within_km: 12.5,
    },
  },
  {
    slug: 'own_statement',
    sql: 'with a as (select weft_id, count(*) as n from {events} group by weft_id) select p.weft_id, a.n as value from {profiles} as p join a on a.weft_id = p.weft_id;',
  },
].map((trait) => ({ kind: 'trait' as const, ...trait }));

/** A workspace that uses every construct of the declarations, over columns of every kind and of awkward names. */
export function constructs(): Subject {
  const tables: Subject['tables'] = {
    'raw.people': {
      id: 'integer',
      part: 'decimal',
      ...everyKind,
      ...awkward,
      email: 'text',
      tel: 'text',
      land: 'text',
    },
    'raw.list': { member: 'text', mail: 'text', score: 'double', a_text: 'integer' },
    'raw.hits': {
      key: 'text',
      user: 'integer',
      mail: 'text',
      event: 'text',
      at: 'timestamp',
      source: 'text',
      ...everyKind,
    },
    'raw.views': {
      key: 'integer',
      mail: 'text',
      name: 'text',
      sent: 'timestamp',
      a_flag: 'text',
      only_here: 'json',
    },
    'raw.deals': { id: 'integer', line: 'text', mail: 'text', ...everyKind },
    'raw.notes': { id: 'json', phone: 'decimal', land: 'text', note: 'text' },
  };
  const workspace = workspaceOf([
    { kind: 'workspace', slug: 'constructs', zone: 'America/New_York' },
    {
      kind: 'source',
      slug: 'people',
      table: 'raw.people',
      key: ['id', 'part'],
      time: 'a_time',
      identifiers: [
        { type: 'email', column: 'email' },
        { type: 'phone', column: 'tel', region: 'land' },
        { type: 'plain', column: 'Mixed Case' },
        { type: 'digits', column: 'ORDER' },
        { type: 'folded', column: 'email' },
        { type: 'device', column: 'a_text' },
        { type: 'hashed', column: 'some_bytes' },
        { type: 'full_name', column: 'qu`o"te' },
        { type: 'full_name', column: 'a_document' },
        { type: 'postcode', column: 'a_number' },
        { type: 'card_end', column: 'an_amount' },
        { type: 'card_expiry', column: 'a_day' },
      ],
    },
    {
      kind: 'source',
      slug: 'list',
      sql: 'select member, mail, score, a_text from raw.list where score > 0;',
      key: 'member',
      identifiers: [
        { type: 'email', column: 'mail' },
        { type: 'upper', column: 'member' },
      ],
    },
    {
      kind: 'source',
      slug: 'hits',
      table: 'raw.hits',
      shape: 'events',
      key: 'key',
      time: 'at',
      event: 'event',
      identifiers: [
        { type: 'email', column: 'mail' },
        { type: 'lower', column: 'user' },
      ],
    },
    {
      kind: 'source',
      slug: 'views',
      table: 'raw.views',
      shape: 'events',
      key: 'key',
      time: 'sent',
      event: 'name',
      identifiers: [{ type: 'email', column: 'mail' }],
    },
    {
      kind: 'entity',
      slug: 'deals',
      table: 'raw.deals',
      key: ['id', 'line'],
      time: 'a_time',
      person: { type: 'email', column: 'mail' },
    },
    {
      kind: 'entity',
      slug: 'notes',
      table: 'raw.notes',
      key: 'id',
      person: { type: 'phone', column: 'phone', region: 'land' },
    },
    {
      kind: 'identity',
      slug: 'people',
      order_grain: 'hour',
      types: [
        {
          type: 'email',
          normalize: 'email',
          plus: true,
          dots: ['gmail.com'],
          block: ['test@%', 'a\\_b%'],
          limit: 3,
          max_records: 9,
        },
        { type: 'phone', normalize: 'phone', region: 'DE' },
        { type: 'plain' },
        { type: 'lower', normalize: 'lower' },
        { type: 'upper', normalize: 'upper' },
        { type: 'digits', normalize: 'digits' },
        { type: 'folded', normalize: 'email', fold: 'providers', hash: 'sha256', within: ['people'] },
        { type: 'device', normalize: 'device_id' },
        { type: 'hashed', normalize: 'sha256' },
        { type: 'full_name', normalize: 'name', weak: true },
        { type: 'postcode', normalize: 'postcode', weak: true },
        { type: 'card_end', normalize: 'card_end', weak: true },
        { type: 'card_expiry', normalize: 'card_expiry', weak: true },
        { type: 'card', of: ['card_end', 'card_expiry', 'full_name'], limit: 9 },
        { type: 'two_of_three', of: ['full_name', 'postcode', 'card_end'], at_least: 2, max_records: 9 },
      ],
      golden: {
        email: { keep: 'most_recent', from: ['people.email', 'list.mail'] },
        number: { keep: 'most_frequent', from: ['people.ORDER'] },
        select: { keep: 'source_priority', from: ['people.select'] },
        mixed: { keep: 'longest', from: ['people.Mixed Case', 'people.qu`o"te'] },
        text: { keep: 'max', from: ['people.a_text', 'list.a_text'] },
        ...Object.fromEntries(
          // More joins in one model and the analyzer's answer is nested too deeply for its client.
          kindNames.flatMap((name, index) =>
            (['most_recent', 'most_frequent', keeps[index % keeps.length] ?? 'max'] as const).map((keep) => [
              `${name}_${keep}`,
              { keep, from: [`people.${name}`] },
            ]),
          ),
        ),
      },
    },
    ...kindNames.flatMap((name) =>
      (['min', 'max', 'first', 'last', 'most_frequent', 'distinct_list', 'count_distinct'] as const)
        .filter((measure) => !(['some_bytes', 'a_flag'].includes(name) && ['min', 'max'].includes(measure)))
        .map((measure) => ({
          kind: 'trait' as const,
          slug: `deal_${name}_${measure}`,
          from: 'deals',
          measure: { [measure]: name },
          where: { a_flag: true },
          within: '90 days',
        })),
    ),
    ...(['a_number', 'an_amount', 'a_ratio'] as const).flatMap((name) =>
      (['sum', 'avg'] as const).map((measure) => ({
        kind: 'trait' as const,
        slug: `hit_${name}_${measure}`,
        from: 'hits',
        measure: { [measure]: name },
        within: '12 hours',
      })),
    ),
    {
      kind: 'trait',
      slug: 'hits',
      from: 'hits',
      measure: 'count',
      where: { event: 'hit', at: { within: '2 weeks' } },
    },
    { kind: 'trait', slug: 'since', from: 'hits', measure: 'days_since_first' },
    {
      kind: 'trait',
      slug: 'lately',
      from: 'deals',
      measure: 'days_since_last',
      where: { a_text: { contains: 'X' } },
    },
    { kind: 'trait', slug: 'first_note', from: 'notes', measure: { first: 'note' }, default: "it's none" },
    { kind: 'trait', slug: 'last_note', from: 'notes', measure: { last: 'note' } },
    { kind: 'trait', slug: 'per_hit', formula: 'round({hit_an_amount_sum} / nullif({hits}, 0), 2)' },
    { kind: 'trait', slug: 'twice', formula: '{per_hit} * 2' },
    ...traitsOfEveryKind,
    ...comparable.flatMap((name) => [
      {
        kind: 'segment' as const,
        slug: `of_${name}`,
        where: comparisonsOf(name, { profile: `${name}_most_recent` }),
      },
      {
        kind: 'segment' as const,
        slug: `by_${name}`,
        where: comparisonsOf(name, { trait: `deal_${name}_first` }),
      },
    ]),
    {
      kind: 'segment',
      slug: 'events_of_all_kinds',
      where: {
        all: [
          { any: comparable.map((name) => ({ did: 'hit', where: { [name]: { eq: scalars[name] } } })) },
          {
            did: 'view',
            at_least: 2,
            at_most: 5,
            within: '30 days',
            where: { source: { in: ['a', 'b'] }, only_here: { is_set: true } },
          },
          { did_not: 'view', within: '90 minutes' },
          { not: { segment: 'of_a_text' } },
          { profile: 'last_seen', before: '1 year' },
          { trait: 'deal_a_text_distinct_list', contains: 'X' },
          { trait: 'per_hit', between: [1, 2.5] },
        ],
      },
    },
    {
      kind: 'consent',
      slug: 'mail',
      from: 'deals',
      where: { a_text: "it's" },
      granted: { a_flag: true, a_number: { gte: 1 } },
    },
    {
      kind: 'segment',
      slug: 'conditions_of_all_kinds',
      where: {
        all: [
          { first: 'hit', within: '30 days', where: { a_text: "it's" } },
          { last: 'hit', between: ['2026-01-01', '2026-02-01T10:00'] },
          {
            did: 'view',
            at_least: 2,
            after: { did: 'hit', within: '2 days', where: { a_flag: true } },
            before: { did: "it's", within: '1 hour' },
          },
          { did_not: 'view', after: { did: 'hit' } },
          {
            sequence: [{ did: 'hit', within: '9 days' }, { did: 'view', within: '1 hour' }, { did: 'hit' }],
            within: '90 days',
          },
          { has: 'deals', at_least: 2, at_most: 9, where: { a_text: { contains: '%' } } },
          { has_not: 'deals', within: '1 year' },
          { consent: 'mail' },
          {
            near: { latitude: 52.52, longitude: -13.4 },
            km: 25,
            latitude: 'a_ratio_most_recent',
            longitude: 'an_amount_most_recent',
          },
        ],
      },
    },
    {
      kind: 'segment',
      slug: 'of_its_own',
      sql: "select weft_id, count(*) as n from {customer_360} where '{events}' <> 'x' group by weft_id;",
    },
    {
      kind: 'list',
      slug: 'in_order',
      parts: [
        { segment: 'of_its_own', cap: 10, by: 'hits' },
        { segment: 'of_a_text', cap: 5 },
        { segment: 'conditions_of_all_kinds' },
      ],
      exclude: ['of_a_number', 'events_of_all_kinds'],
      holdout: 0.1,
      splits: { a: 0.3, b: 0.7 },
    },
    ...(['mirror', 'upsert'] as const).map((mode) => ({
      kind: 'sync' as const,
      slug: `everything_${mode}`,
      from: mode === 'mirror' ? { segment: 'of_a_text' } : { table: 'weft.customer_360' },
      to: { destination: 'files', object: 'file' },
      mode,
      key: mode === 'mirror' ? 'weft_id' : 'a_number_most_recent',
      map: Object.fromEntries(
        [
          'email',
          'select',
          'per_hit',
          'first_seen',
          'deal_a_text_distinct_list',
          ...kindNames.map((name) => `${name}_most_recent`),
        ].map((name) => [name, name]),
      ),
    })),
  ]);
  return {
    workspace,
    tables,
    catalog: catalogOf(workspace, tables, { list: tables['raw.list'] ?? {} }),
  };
}

/** Every comparison that a kind allows. */
function comparisonsOf(name: KindName, of: { profile: string } | { trait: string }) {
  const value = scalars[name];
  const ordered = name !== 'a_flag' && name !== 'a_document';
  return {
    all: [
      { ...of, eq: value },
      { ...of, neq: value },
      { ...of, in: [value] },
      { ...of, not_in: [value] },
      { ...of, is_set: true },
      ...(ordered
        ? [
            { ...of, gt: value },
            { ...of, gte: value },
            { ...of, lt: value },
            { ...of, lte: value },
            { ...of, between: [value, value] },
          ]
        : []),
      { ...of, contains: "O'Neil\\%_" },
      { ...of, starts_with: '50%_{{' },
      ...(name === 'a_time' || name === 'a_day'
        ? [
            { ...of, within: '7 days' },
            { ...of, before: '1 month' },
          ]
        : []),
    ],
  };
}
