import { IconArchive, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import css from './operation.module.css';
import { operationWord } from './run-words.ts';

const icons = { create: IconPlus, update: IconPencil, delete: IconMinus, archive: IconArchive } as const;
const isKnown = (name: string): name is keyof typeof icons => Object.hasOwn(icons, name);

/** What a row asks of the destination, as an icon and a word. */
export function Operation({ name }: { name: string }) {
  const words = useTranslations('runs');
  const Icon = isKnown(name) ? icons[name] : null;
  return (
    <span className={css.operation} data-operation={name}>
      {Icon === null ? null : <Icon size={16} stroke={1.75} aria-hidden="true" />}
      {operationWord(words, name)}
    </span>
  );
}
