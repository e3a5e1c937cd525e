'use client';

import { Button, Checkbox, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { suggestions } from '../../../models/sync-diff/suggest.ts';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { sourceText } from './mapped-value.ts';
import type { PartProps } from './part-props.ts';
import css from './suggestions.module.css';

interface Suggested {
  field: string;
  column: string;
  value: MappedValue;
  reason: string;
}

const shownAtFirst = 8;

/** What else could be mapped, each with the reason; nothing of it is until somebody says so. */
export function Suggestions({ editor, sides }: PartProps) {
  const format = useFormats();
  const words = useTranslations('syncs.editor.suggestions');
  const { spec, change } = editor;
  const columns = sides.columns.data;
  const known = sides.fields.data;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);

  const found = useMemo((): Suggested[] => {
    if (columns === null || known === null) return [];
    const filled = (name: string) => {
      const share = columns.find((column) => column.name === name)?.filled;
      return share == null ? '' : `, ${words('filled', { share: format.share(share, 1) })}`;
    };
    const read = new Set([sourceText(spec.key), ...Object.values(spec.map).map(sourceText)]);
    if (known.fields === null) {
      return columns
        .filter(({ name }) => !Object.hasOwn(spec.map, name) && !read.has(name))
        .map(({ name }) => ({
          ...{ field: name, column: name, value: name },
          reason: `${words('anyName')}${filled(name)}`,
        }));
    }
    return suggestions(columns, known.fields)
      .filter(({ field }) => !Object.hasOwn(spec.map, field))
      .map(({ field, column, value, how, typeFits }) => ({
        ...{ field, column, value },
        reason: `${words(`how.${how}`)} ${words(typeFits ? 'typeFits' : 'typeMade')}${filled(column)}`,
      }));
  }, [columns, known, spec.map, spec.key, words, format]);

  if (found.length === 0) return null;
  const wanted = search.trim().toLowerCase();
  const matching = found.filter(
    ({ field, column }) =>
      wanted === '' || field.toLowerCase().includes(wanted) || column.toLowerCase().includes(wanted),
  );
  const shown = all || wanted !== '' ? matching.slice(0, 200) : matching.slice(0, shownAtFirst);
  const chosen = found.filter(({ field }) => ticked.has(field));
  const add = () => {
    change((now) => ({
      ...now,
      map: { ...now.map, ...Object.fromEntries(chosen.map(({ field, value }) => [field, value])) },
    }));
    setTicked(new Set());
  };
  return (
    <section className={css.suggestions} aria-label={words('title')}>
      <div className={css.head}>
        <h2>{words('title')}</h2>
        <TextInput
          size="xs"
          type="search"
          aria-label={words('search')}
          placeholder={words('search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button variant="default" size="xs" disabled={chosen.length === 0} onClick={add}>
          {words('add', { count: chosen.length })}
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className={css.none}>{words('none', { search: search.trim() })}</p>
      ) : (
        <ul className={css.list}>
          {shown.map(({ field, column, reason }) => (
            <li key={field}>
              <Checkbox
                size="xs"
                checked={ticked.has(field)}
                onChange={(event) => {
                  const next = new Set(ticked);
                  if (event.currentTarget.checked) next.add(field);
                  else next.delete(field);
                  setTicked(next);
                }}
                label={
                  <span className={css.label}>
                    <code>{column}</code> → <code>{field}</code> <span className={css.reason}>{reason}</span>
                  </span>
                }
              />
            </li>
          ))}
        </ul>
      )}
      {!all && wanted === '' && matching.length > shownAtFirst ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {words('all', { count: matching.length })}
        </Button>
      ) : null}
    </section>
  );
}
