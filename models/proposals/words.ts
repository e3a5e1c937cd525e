/** The words of a table's or a column's name: `billingCustomer_IDs` as billing, customer, ids. */
export const wordsOf = (name: string): string[] =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const irregular: Partial<Record<string, string>> = {
  people: 'person',
  news: 'news',
  status: 'status',
  kunden: 'kunde',
};

export function singular(word: string): string {
  const known = irregular[word];
  if (known !== undefined) return known;
  if (/ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(ss|us|is)$/.test(word)) return word;
  if (/(sh|ch|x|ss|z)es$/.test(word)) return word.replace(/es$/, '');
  return word.replace(/s$/, '');
}

/** The name as a slug: what a resource may be called. */
export function slugOf(name: string): string {
  const slug = wordsOf(name)
    .join('_')
    .replace(/[^a-z0-9_]/g, '')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50);
  return /^[a-z]/.test(slug) ? slug : `t_${slug}`.replace(/_$/, '');
}

/** A table's name without what says only that it is raw, or how it was modelled. */
export const withoutLayer = (slug: string): string =>
  slug.replace(/^(raw|stg|src|tbl|dim|fact|fct)_(?=[a-z])/, '');

/** What a row of a table is: `order` of `raw_orders`, `order_item` of `order_items`. */
export function nounOf(slug: string): string {
  const parts = slug.split('_');
  return [...parts.slice(0, -1), singular(parts.at(-1) ?? '')].join('_');
}

/** `order_items` as `Order items`, for people. */
export function titleOf(slug: string): string {
  const text = slug.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `98 %` of a share; 100 and 0 only where it is all or nothing. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return '99 %';
  return rounded === 0 && share > 0 ? 'under 1 %' : `${rounded} %`;
}

export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`;
