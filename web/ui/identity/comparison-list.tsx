'use client';

import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Likeness, SourceColumn } from '../../data/rules-columns.ts';
import { ComparisonRow } from './comparison-row.tsx';
import { removeComparison, renameComparison } from './fuzzy-edits.ts';
import type { FuzzyPart } from './fuzzy-parts.ts';
import { comparisonOf } from './fuzzy-start.ts';
import css from './rules-editor.module.css';

interface ComparisonListProps extends FuzzyPart {
  columns: readonly SourceColumn[];
  likeness: Likeness;
}

/** What is compared of two records: a row for each column, opened one by one. */
export function ComparisonList(props: ComparisonListProps) {
  const { fuzzy, columns, likeness, locked, faultOf, faultWithin, onChange } = props;
  const words = useTranslations('identity.fuzzy');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  /** Whose given shares no longer fitted its levels, and how many levels they had. */
  const [dropped, setDropped] = useState<{ name: string; levels: number } | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const entries = Object.entries(fuzzy.compare);
  const names = entries.map(([name]) => name);
  const paths = columns.filter(({ comparable }) => comparable).map(({ path }) => path);
  // What is wrong is to be seen, and does not close under whoever mends it.
  const wrong = names.filter((name) => faultWithin(`compare.${name}`) !== null && !open.has(name));
  if (wrong.length > 0) setOpen(new Set([...open, ...wrong]));
  const without = (name: string) => new Set([...open].filter((one) => one !== name));

  const add = () => {
    if (chosen === null) return;
    const [name, comparison] = comparisonOf(chosen, columns, names, likeness);
    onChange((now) => ({ ...now, compare: { ...now.compare, [name]: comparison } }));
    setOpen(new Set([...open, name]));
    setChosen(null);
  };
  return (
    <div className={css.part}>
      <h3>{words('comparisons')}</h3>
      <p className={css.explain}>{words('comparisonsHelp')}</p>
      <ul className={css.types} aria-label={words('comparisons')}>
        {entries.map(([name, comparison], place) => (
          <ComparisonRow
            // biome-ignore lint/suspicious/noArrayIndexKey: by its name it would lose the focus when it is renamed
            key={place}
            name={name}
            comparison={comparison}
            taken={names}
            paths={paths}
            jaroWinkler={likeness.jaroWinkler}
            estimates={likeness.estimates[name]}
            open={open.has(name)}
            dropped={dropped?.name === name ? dropped.levels : null}
            onDrop={(levels) => setDropped({ name, levels })}
            onOpen={(opened) => setOpen(opened ? new Set([...open, name]) : without(name))}
            {...{ locked, faultOf, faultWithin }}
            onRename={(to) => {
              onChange((now) => renameComparison(now, name, to));
              if (open.has(name)) setOpen(new Set([...without(name), to]));
            }}
            onRemove={() => {
              onChange((now) => removeComparison(now, name));
              setOpen(without(name));
            }}
            onChange={(to, of) =>
              onChange((now) => {
                const before = now.compare[name];
                const next = before && to(before);
                return next === undefined || next === before
                  ? now
                  : { ...now, compare: { ...now.compare, [name]: next } };
              }, of && `fuzzy.compare.${name}.${of}`)
            }
          />
        ))}
      </ul>
      {faultOf('compare') ? (
        <p className={css.fault} role="alert">
          {faultOf('compare')}
        </p>
      ) : null}
      {locked ? null : (
        <div className={css.adding}>
          <Select
            aria-label={words('column')}
            placeholder={words('column')}
            className={css.column}
            searchable
            clearable
            data={paths}
            limit={200}
            value={chosen}
            nothingFoundMessage={words('noColumn')}
            onChange={setChosen}
          />
          <Button
            variant="default"
            size="sm"
            disabled={chosen === null}
            leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
            onClick={add}
          >
            {words('addComparison')}
          </Button>
        </div>
      )}
    </div>
  );
}
