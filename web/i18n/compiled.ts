import compile from 'icu-minify/compile';
import type { Locale, Messages } from './locales.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

const compileTree = (tree: Tree): object =>
  Object.fromEntries(
    Object.entries(tree).map(([key, held]) => [
      key,
      typeof held === 'string' ? plain(held) : compileTree(held),
    ]),
  );

/** A compiled message has objects without a prototype, which React gives to no page. */
const plain = (message: string): unknown => JSON.parse(JSON.stringify(compile(message)));

const kept = new Map<Locale, object>();

/**
 * Messages as next-intl's `format-only` takes them, parsed once for each language: what formats them is then small
 * enough for every page. To the types they stay what they were written as.
 */
export function compiled(locale: Locale, messages: Messages): Messages {
  const made = kept.get(locale) ?? compileTree(messages);
  kept.set(locale, made);
  return made as Messages;
}
