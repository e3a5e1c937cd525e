import { useTranslations } from 'next-intl';
import type { Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import type { LevelKind } from '../../../models/workspace/kinds/fuzzy-levels.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { thresholdsOf } from './fuzzy-edits.ts';

/** What each part of the editor of fuzzy matching is given. */
export interface FuzzyPart {
  fuzzy: Fuzzy;
  locked: boolean;
  /** What is wrong with a field of `fuzzy`. */
  faultOf: (path: string) => string | null;
  /** What is wrong with it or anything in it. */
  faultWithin: (path: string) => string | null;
  /** `of` says what is changed: changes of the same thing right after each other are one step. */
  onChange: (to: (fuzzy: Fuzzy) => Fuzzy, of?: string) => void;
}

/** What a level asks, in words; of the first and the last one nothing but their name. */
export function useLevelWords() {
  const words = useTranslations('identity.fuzzy');
  const format = useFormats();
  const of = (kind: LevelKind, value: number): string =>
    words(`level.${kind}`, { count: value, value: format.precise(value) });
  return {
    of,
    all: (comparison: Fuzzy['compare'][string]): string[] => [
      words('level.equal'),
      ...thresholdsOf(comparison).map(({ kind, value }) => of(kind, value)),
      words('level.else'),
    ],
  };
}
