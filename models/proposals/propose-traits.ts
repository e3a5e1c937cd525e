import { schemas } from '../workspace/resource.ts';
import type { Asked } from './profile.ts';
import type { Proposals } from './proposal.ts';
import type { PersonalEntity } from './propose-entities.ts';
import { nounOf, percent, slugOf, titleOf, wordsOf } from './words.ts';

/** What was proposed of the entity that says most of a person. */
export interface MainTraits {
  count?: string;
  sum?: string;
  since?: string;
  /** All of them, for a sync. */
  all: string[];
}

/** A handful of traits: how many, how much, when last, and what most often. */
export function proposeTraits(
  entities: readonly PersonalEntity[],
  golden: readonly string[],
  proposals: Proposals,
): MainTraits {
  const [main, ...others] = [...entities].sort((a, b) => weight(b) - weight(a));
  const traits: MainTraits = { all: [] };
  if (!main) return traits;
  const taken = new Set(golden);
  const add = (slug: string, name: string, from: string, measure: unknown, why: string): string => {
    const free = proposals.free(['trait'], slug, taken);
    proposals.add(schemas.trait.parse({ kind: 'trait', slug: free, name, from, measure }), [why]);
    traits.all.push(free);
    return free;
  };
  const noun = nounOf(main.slug).replaceAll('_', ' ');
  traits.count = add(
    `${main.slug}_count`,
    `Number of ${main.slug.replaceAll('_', ' ')}`,
    main.slug,
    'count',
    `rows of ${main.slug}`,
  );
  const amount = bestAmount(main);
  if (amount !== undefined) {
    const what = slugOf(amount).replaceAll('_', ' ');
    const stem = slugOf(amount).startsWith(`${nounOf(main.slug)}_`)
      ? slugOf(amount)
      : `${main.slug}_${slugOf(amount)}`;
    traits.sum = add(
      `${stem}_sum`,
      `Sum of ${what}`,
      main.slug,
      { sum: amount },
      `the column ${amount} is an amount by its name`,
    );
    add(`${stem}_avg`, `Mean ${what}`, main.slug, { avg: amount }, `the mean ${noun}`);
  }
  if (main.time !== undefined) {
    add(
      `last_${nounOf(main.slug)}_at`,
      `Last ${noun}`,
      main.slug,
      { max: main.time },
      `the latest ${main.time}`,
    );
    traits.since = add(
      `days_since_${nounOf(main.slug)}`,
      `Days since the last ${noun}`,
      main.slug,
      'days_since_last',
      `days from the latest ${main.time} to now`,
    );
  }
  favourites(entities).forEach(({ entity, category }) => {
    const name = `favourite_${slugOf(category.name)}`;
    add(
      name,
      titleOf(name),
      entity.slug,
      { most_frequent: category.name },
      `the value of ${category.name} in most of a person's rows`,
    );
  });
  for (const other of others.filter(({ slug }) => !slug.endsWith('_lines')).slice(0, 3)) {
    add(
      `${other.slug}_count`,
      `Number of ${other.slug.replaceAll('_', ' ')}`,
      other.slug,
      'count',
      `rows of ${other.slug}`,
    );
  }
  return traits;
}

/** What is paid for, then what has a time, then what there is most of. */
const weight = ({ money, time, rows, slug }: PersonalEntity): number =>
  (money.length > 0 && !slug.endsWith('_lines') ? 1e12 : 0) +
  (time === undefined ? 0 : 1e10) +
  Math.min(rows, 1e9);

/** Of several amounts the one that is the whole: a total rather than a tax. */
function bestAmount({ money }: PersonalEntity): string | undefined {
  const order = [
    /(^|_)(order|grand|invoice)_total$|total_(price|amount|value)/,
    /(^|_)(total|amount|revenue|value|spent|paid|sales|betrag|umsatz)$/,
    /total|amount|value|revenue/,
    /price|net|gross/,
  ];
  const others = /tax|discount|refund|shipping|fee|sub_?total|cost/;
  const plain = money.filter(({ name }) => !others.test(wordsOf(name).join('_')));
  const pool = plain.length > 0 ? plain : money;
  const named = order.map((pattern) => pool.find(({ name }) => pattern.test(wordsOf(name).join('_'))));
  return (named.find((column) => column !== undefined) ?? pool[0])?.name;
}

/** Categories that are a taste, not a state that a row happens to be in; those of the things bought first. */
function favourites(entities: readonly PersonalEntity[]) {
  const offered = entities.flatMap((entity) => entity.categories.map((category) => ({ entity, category })));
  const taste = /categ|brand|type|genre|product|channel|store|shop|name|colou?r|style|group|kind/;
  return offered
    .filter(
      ({ category }) =>
        taste.test(wordsOf(category.of).join('_')) &&
        !/status|state|currency/.test(category.of.toLowerCase()),
    )
    .sort((a, b) => Number(b.entity.slug.endsWith('_lines')) - Number(a.entity.slug.endsWith('_lines')))
    .slice(0, 2);
}

/** Two segments whose limits come from the data, so that each has members. Returns the first's slug. */
export async function proposeSegments(
  warehouse: Asked,
  entities: readonly PersonalEntity[],
  traits: MainTraits,
  golden: readonly string[],
  proposals: Proposals,
): Promise<string | undefined> {
  const [main] = [...entities].sort((a, b) => weight(b) - weight(a));
  const slugs: string[] = [];
  const add = (slug: string, name: string, where: unknown, why: string): void => {
    slugs.push(proposals.free(['segment'], slug));
    proposals.add(schemas.segment.parse({ kind: 'segment', slug: slugs.at(-1), name, where }), [why]);
  };
  if (main && traits.count !== undefined) {
    const amount = traits.sum === undefined ? undefined : bestAmount(main);
    const found = await distribution(warehouse, main, amount);
    const trait = traits.sum ?? traits.count;
    if (found.best > found.least) {
      add(
        'best_customers',
        'Best customers',
        { trait, gte: found.best },
        `the top fifth by ${trait}: ${found.best} is its 80 % quantile, rounded`,
      );
    }
    if (found.once > 0) {
      add(
        'came_once',
        'Came once',
        { trait: traits.count, eq: 1 },
        `${percent(found.once)} of the persons have one row of ${main.slug}`,
      );
    } else if (slugs.length === 0) {
      add('active', 'Active', { trait: traits.count, gte: 1 }, `persons with a row of ${main.slug}`);
    }
  }
  const column = ['email', 'phone', 'country', 'city', 'name', ...golden].find((name) =>
    golden.includes(name),
  );
  if (slugs.length === 0 && column !== undefined) {
    add(
      `with_${column}`,
      `With ${column.replaceAll('_', ' ')}`,
      { profile: column, is_set: true },
      `persons of whom ${column} is known`,
    );
  }
  return slugs[0];
}

/** How an amount, or else the number of rows, is spread over persons. */
async function distribution(warehouse: Asked, entity: PersonalEntity, amount: string | undefined) {
  const { dialect } = warehouse;
  const person = dialect.ident(entity.person.column);
  const measure = amount === undefined ? 'count(*)' : `sum(${dialect.ident(amount)})`;
  const [row] = await warehouse.query(
    `select min(case when at_most >= 0.8 then v end) as best, min(v) as least, avg(case when n = 1 then 1.0 else 0.0 end) as once
     from (select v, n, cume_dist() over (order by v) as at_most from (
       select ${measure} as v, count(*) as n from ${entity.relation} where ${person} is not null group by ${person}) as counted) as spread`,
  );
  return {
    best: rounded(Number(row?.best ?? 0)),
    least: Number(row?.least ?? 0),
    once: Number(row?.once ?? 0),
  };
}

/** To two digits, as a person would set it; never above the value itself. */
function rounded(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.max(1, Math.floor(value / unit) * unit);
}
