'use client';

import { ActionIcon, Button, Group, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { List } from '../../../models/workspace/kinds/list.ts';
import type { ListSize } from '../../data/lists.ts';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import type { AskableColumn } from '../../data/segment-catalogue.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { pathsOf } from '../paths.ts';
import { joinValues } from './conditions.ts';
import css from './list-editor.module.css';
import { isSlug, slugOf } from './segment-draft.ts';

export interface ListEditorProps {
  workspace: string;
  /** Null of a new list. */
  slug: string | null;
  spec: List;
  /** Null of a new list. */
  state: EditedState | null;
  draft: DraftState | null;
  mayEdit: boolean;
  segments: { slug: string; name: string; size: number | null }[];
  /** By what a cap can choose. */
  orders: AskableColumn[];
  /** Slugs of lists that are there. */
  taken: string[];
  /** Segments that the workspace leaves out of every list. */
  always: string[];
  size: ListSize | null;
}

type Part = List['parts'][number];

const percentOf = (share: number | undefined): string =>
  share === undefined ? '' : String(Math.round(share * 10_000) / 100);

/** A typed percentage as a share; undefined for what is none. */
function shareOf(typed: string): number | undefined {
  const percent = Number(typed.replace(',', '.'));
  return typed.trim() !== '' && percent > 0 && percent < 100 ? percent / 100 : undefined;
}

const moved = <T,>(items: readonly T[], from: number, to: number): T[] => {
  const item = items[from];
  return item === undefined ? [...items] : items.toSpliced(from, 1).toSpliced(to, 0, item);
};

/** Who is contacted: parts in their order of priority, who is left out, held out and how the rest is split. */
export function ListEditor(props: ListEditorProps) {
  const format = useFormats();
  const { workspace, slug, segments, taken, size, mayEdit } = props;
  const paths = pathsOf(workspace);
  const router = useRouter();
  const words = useTranslations('segments.lists');
  const common = useTranslations('common');
  const [ownSlug, setOwnSlug] = useState<string | null>(null);
  const editor = useResourceEditor<List>({
    kind: 'list',
    slug: slug ?? 'new',
    inForce: props.spec,
    state: props.state,
    draft: props.draft,
    onSaved: (saved) => router.push(paths.list(saved)),
  });
  const { spec, change, unlocked } = editor;
  const locked = !unlocked || !mayEdit;
  const chosen = slug ?? ownSlug ?? slugOf(spec.name ?? '');
  const splits = Object.entries(spec.splits ?? {});
  const sum = splits.reduce((total, [, share]) => total + share, 0);
  const blocked =
    spec.parts.length === 0
      ? words('noPart')
      : slug === null && taken.includes(chosen)
        ? words('taken')
        : !isSlug(chosen)
          ? words('needsName')
          : splits.length > 0 && Math.abs(sum - 1) > 1e-9
            ? words('notWhole', { sum: percentOf(sum) })
            : null;
  const free = segments.filter((segment) => !spec.parts.some((part) => part.segment === segment.slug));
  const setPart = (index: number, to: (part: Part) => Part) =>
    change(
      (now) => ({ ...now, parts: now.parts.map((part, place) => (place === index ? to(part) : part)) }),
      `part ${index}`,
    );
  const setSplits = (to: [string, number][]) =>
    change((now) => {
      const { splits: _gone, ...rest } = now;
      return to.length === 0 ? rest : { ...rest, splits: Object.fromEntries(to) };
    }, 'splits');
  const nameOf = (of: string): string => segments.find((one) => one.slug === of)?.name ?? of;
  return (
    <div className={css.page} data-readonly={locked || undefined}>
      <GitBar state={props.state} unlocked={unlocked} onUnlock={mayEdit ? editor.unlock : undefined} />
      <h1 className={css.title}>{spec.name ?? (slug === null ? words('newTitle') : slug)}</h1>
      {size === null ? null : (
        <p className={css.size}>
          {words('size', {
            contacted: format.count(size.contacted),
            heldOut: format.count(size.heldOut),
          })}
        </p>
      )}
      <div className={css.two}>
        <TextInput
          label={common('name')}
          disabled={locked}
          value={spec.name ?? ''}
          onChange={(event) => {
            const name = event.currentTarget.value;
            change((now) => ({ ...now, name: name === '' ? undefined : name }), 'name');
          }}
        />
        {slug === null ? (
          <TextInput
            label={words('slug')}
            value={chosen}
            error={
              taken.includes(chosen)
                ? words('taken')
                : chosen !== '' && !isSlug(chosen)
                  ? words('noSlug')
                  : null
            }
            onChange={(event) => setOwnSlug(event.currentTarget.value)}
          />
        ) : null}
        <Textarea
          label={common('description')}
          autosize
          maxRows={5}
          disabled={locked}
          value={spec.description ?? ''}
          onChange={(event) => {
            const description = event.currentTarget.value;
            change(
              (now) => ({ ...now, description: description === '' ? undefined : description }),
              'description',
            );
          }}
        />
      </div>
      <section className={css.section}>
        <h2>{words('parts')}</h2>
        <p className={css.dim}>{words('partsHint')}</p>
        <ol className={css.parts}>
          {spec.parts.map((part, index) => (
            <li key={part.segment} className={css.part}>
              <span className={css.place}>{index + 1}</span>
              <span className={css.name} title={nameOf(part.segment)}>
                {nameOf(part.segment)}
              </span>
              <span className={css.dim}>
                {size === null ? '' : words('claims', { count: format.count(size.parts[part.segment] ?? 0) })}
              </span>
              <TextInput
                size="xs"
                w={130}
                aria-label={words('cap', { name: nameOf(part.segment) })}
                placeholder={words('noCap')}
                inputMode="numeric"
                disabled={locked}
                value={part.cap ?? ''}
                onChange={(event) => {
                  const cap = Number(event.currentTarget.value);
                  setPart(index, ({ segment, by }) =>
                    Number.isInteger(cap) && cap >= 1
                      ? { segment, cap, ...(by === undefined ? {} : { by }) }
                      : { segment },
                  );
                }}
              />
              <NativeSelect
                size="xs"
                aria-label={words('by', { name: nameOf(part.segment) })}
                disabled={locked || part.cap === undefined}
                value={part.by ?? ''}
                data={[
                  { value: '', label: words('byHash') },
                  ...props.orders.map(({ name, title }) => ({
                    value: name,
                    label: words('highest', { name: title }),
                  })),
                ]}
                onChange={(event) => {
                  const by = event.currentTarget.value;
                  setPart(index, ({ by: _before, ...rest }) => (by === '' ? rest : { ...rest, by }));
                }}
              />
              <Group gap={0} wrap="nowrap">
                <ActionIcon
                  size="sm"
                  aria-label={words('up', { name: nameOf(part.segment) })}
                  disabled={locked || index === 0}
                  onClick={() => change((now) => ({ ...now, parts: moved(now.parts, index, index - 1) }))}
                >
                  <IconArrowUp size={16} stroke={1.5} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={words('down', { name: nameOf(part.segment) })}
                  disabled={locked || index === spec.parts.length - 1}
                  onClick={() => change((now) => ({ ...now, parts: moved(now.parts, index, index + 1) }))}
                >
                  <IconArrowDown size={16} stroke={1.5} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={words('remove', { name: nameOf(part.segment) })}
                  disabled={locked}
                  onClick={() => change((now) => ({ ...now, parts: now.parts.toSpliced(index, 1) }))}
                >
                  <IconX size={16} stroke={1.5} />
                </ActionIcon>
              </Group>
            </li>
          ))}
        </ol>
        {locked || free.length === 0 ? null : (
          <NativeSelect
            w={280}
            aria-label={words('add')}
            value=""
            data={[
              { value: '', label: words('add') },
              ...free.map(({ slug: of, name }) => ({ value: of, label: name })),
            ]}
            onChange={(event) => {
              const segment = event.currentTarget.value;
              if (segment !== '') change((now) => ({ ...now, parts: [...now.parts, { segment }] }));
            }}
          />
        )}
      </section>
      <section className={css.section}>
        <h2>{words('exclude')}</h2>
        <MultiSelect
          aria-label={words('exclude')}
          description={
            props.always.length === 0
              ? words('excludeHint')
              : words('always', { names: props.always.map(nameOf).join(', ') })
          }
          disabled={locked}
          searchable
          data={segments.map(({ slug: of, name }) => ({ value: of, label: name }))}
          value={spec.exclude}
          onChange={(exclude) =>
            change((now) => ({ ...now, exclude: joinValues([], exclude).values.map(String) }))
          }
        />
      </section>
      <section className={css.section}>
        <h2>{words('holdout')}</h2>
        <p className={css.dim}>{words('holdoutHint')}</p>
        <PercentField
          label={words('holdout')}
          share={spec.holdout}
          disabled={locked}
          onChange={(share) =>
            change((now) => {
              const { holdout: _gone, ...rest } = now;
              return share === undefined ? rest : { ...rest, holdout: share };
            }, 'holdout')
          }
        />
      </section>
      <section className={css.section}>
        <h2>{words('splits')}</h2>
        <p className={css.dim}>{words('splitsHint')}</p>
        {splits.map(([name, share], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is told by its place while its name is typed
          <Group key={index} gap="sm">
            <TextInput
              size="xs"
              aria-label={words('group', { place: index + 1 })}
              disabled={locked}
              value={name}
              error={!isSlug(name)}
              onChange={(event) => {
                const to = event.currentTarget.value;
                if (!splits.some(([other]) => other === to)) setSplits(splits.with(index, [to, share]));
              }}
            />
            <PercentField
              label={words('shareOf', { name })}
              share={share}
              disabled={locked}
              onChange={(to) => to !== undefined && setSplits(splits.with(index, [name, to]))}
            />
            <span className={css.dim}>
              {size === null
                ? ''
                : words('about', { count: format.count(Math.round(size.contacted * share)) })}
            </span>
          </Group>
        ))}
        {locked ? null : (
          <Group gap="sm">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
              onClick={() => {
                const names = [...'abcdefghij'].slice(0, Math.max(2, splits.length + 1));
                setSplits(
                  names.map((name, index) => [splits[index]?.[0] ?? name, evenShare(names.length, index)]),
                );
              }}
              disabled={splits.length >= 10}
            >
              {words(splits.length === 0 ? 'split' : 'addGroup')}
            </Button>
            {splits.length === 0 ? null : (
              <Button size="xs" variant="subtle" color="gray" onClick={() => setSplits([])}>
                {words('noSplit')}
              </Button>
            )}
            {splits.length === 0 ? null : (
              <span className={Math.abs(sum - 1) > 1e-9 ? css.wrong : css.dim}>
                {words('sum', { sum: format.share(sum, 1) })}
              </span>
            )}
          </Group>
        )}
      </section>
      {mayEdit ? (
        <SaveBar
          editor={editor}
          label={common('save')}
          blocked={blocked}
          onSave={() => void editor.save(chosen)}
        />
      ) : null}
    </div>
  );
}

/** Equal shares of whole hundredths that are 1 together. */
function evenShare(count: number, index: number): number {
  const each = Math.floor(100 / count);
  return (index === 0 ? 100 - each * (count - 1) : each) / 100;
}

function PercentField({
  label,
  share,
  disabled,
  onChange,
}: {
  label: string;
  share: number | undefined;
  disabled: boolean;
  onChange: (share: number | undefined) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? percentOf(share);
  return (
    <TextInput
      size="xs"
      w={110}
      aria-label={label}
      inputMode="decimal"
      disabled={disabled}
      value={shown}
      error={shown.trim() !== '' && shareOf(shown) === undefined}
      rightSection="%"
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(shareOf(event.currentTarget.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
