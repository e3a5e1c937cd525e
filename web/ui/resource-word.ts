import type { useTranslations } from 'next-intl';
import type { Messages } from '../i18n/locales.ts';

const known: readonly (keyof Messages['common']['resource'])[] = [
  ...(['workspace', 'source', 'identity', 'entity', 'consent', 'trait'] as const),
  ...(['segment', 'list', 'destination', 'sync', 'test'] as const),
];

/** What a kind of resource is called. */
export function resourceWord(words: ReturnType<typeof useTranslations<'common'>>, kind: string): string {
  const name = known.find((one) => one === kind);
  return name === undefined ? kind : words(`resource.${name}`);
}
