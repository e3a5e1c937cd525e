'use client';

import { ActionIcon, Button, Select, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { Entity } from '../../../models/workspace/kinds/entity.ts';
import type { Joinable, RelationColumn } from '../../data/relation-editing.ts';
import { ColumnSelect } from './column-select.tsx';
import css from './relation-editor.module.css';

type Joins = Entity['joins'];
type Join = Joins[string];
type Pair = { own: string; other: string };

/** The columns of a join as pairs; by default the key of the one row that it is about. */
function pairsOf(join: Join, ownKey: readonly string[], to: Joinable | undefined): Pair[] {
  const on = join.on ?? (join.many ? ownKey : (to?.key ?? []));
  if (typeof on === 'string') return [{ own: on, other: on }];
  if (Array.isArray(on)) return on.map((column) => ({ own: column, other: column }));
  return Object.entries(on).map(([own, other]) => ({ own, other }));
}

/** Pairs as they are declared: one name where both have it, else each with the other's. */
function onOf(pairs: readonly Pair[]): NonNullable<Join['on']> {
  const [first, ...more] = pairs;
  if (first !== undefined && more.length === 0 && first.own === first.other) return first.own;
  return Object.fromEntries(pairs.map(({ own, other }) => [own, other]));
}

interface JoinRowsProps {
  joins: Joins;
  onChange: (to: (joins: Joins) => Joins) => void;
  columns: readonly RelationColumn[];
  entities: readonly Joinable[];
  ownKey: readonly string[];
  hints: Record<string, string>;
}

/** The joins of an entity: what each is called, where it leads and by which columns. */
export function JoinRows({ joins, onChange, columns, entities, ownKey, hints }: JoinRowsProps) {
  const words = useTranslations('sources.editor');
  const put = (place: number, name: string, join: Join) =>
    onChange((all) =>
      Object.fromEntries(Object.entries(all).map((entry, index) => (index === place ? [name, join] : entry))),
    );
  const free = (wanted: string): string => {
    const taken = new Set(Object.keys(joins));
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    return name;
  };
  return (
    <div className={css.rows}>
      {Object.entries(joins).map(([name, join], place) => {
        const to = entities.find(({ slug }) => slug === join.entity);
        const [pair = { own: '', other: '' }, ...more] = pairsOf(join, ownKey, to);
        return (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is typed here
            key={place}
            className={`${css.row} ${css.join}`}
            aria-label={words('joinNo', { name })}
          >
            <TextInput
              label={words('joinName')}
              value={name}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                // Two joins of one name would be one.
                if (!Object.hasOwn(joins, typed)) put(place, typed, join);
              }}
              required
              spellCheck={false}
            />
            <Select
              label={words('entity')}
              data={entities.map(({ slug, name: title }) => ({ value: slug, label: title }))}
              value={join.entity === '' ? null : join.entity}
              onChange={(entity) => {
                const { on: _, ...rest } = join;
                put(place, name, { ...rest, entity: entity ?? '' });
              }}
              allowDeselect={false}
              searchable
              required
            />
            <ColumnSelect
              label={words('own')}
              columns={columns}
              value={pair.own === '' ? undefined : pair.own}
              onChange={(own = '') => put(place, name, { ...join, on: onOf([{ ...pair, own }, ...more]) })}
              required
            />
            <ColumnSelect
              label={words('other')}
              columns={(to?.columns ?? []).map((column) => ({ name: column }))}
              value={pair.other === '' ? undefined : pair.other}
              onChange={(other = '') =>
                put(place, name, { ...join, on: onOf([{ ...pair, other }, ...more]) })
              }
              required
            />
            <ActionIcon
              aria-label={words('removeJoin', { name })}
              size={36}
              onClick={() =>
                onChange((all) =>
                  Object.fromEntries(Object.entries(all).filter((_, index) => index !== place)),
                )
              }
            >
              <IconTrash size={16} stroke={1.5} />
            </ActionIcon>
            <div className={css.below}>
              <Switch
                label={words('many')}
                checked={join.many}
                onChange={(event) => put(place, name, { ...join, many: event.currentTarget.checked })}
              />
              <span className={css.hint}>
                {more.length > 0
                  ? words('alsoBy', { columns: more.map(({ own, other }) => `${own} = ${other}`).join(', ') })
                  : hints[`joins.${name}`]}
              </span>
            </div>
          </fieldset>
        );
      })}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
          disabled={entities.length === 0}
          onClick={() =>
            onChange((all) => {
              const [first] = entities;
              return { ...all, [free(first?.slug ?? 'other')]: { entity: first?.slug ?? '', many: false } };
            })
          }
        >
          {words('addJoin')}
        </Button>
      </div>
    </div>
  );
}
