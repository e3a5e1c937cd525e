'use client';

import { Alert, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import type { TraitChoices } from '../../data/trait-choices.ts';
import { faultsBelow } from '../editor/fault-of.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { isSlug, slugOfName } from '../editor/slug-of-name.ts';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { pathsOf } from '../paths.ts';
import { Control, columnsFor, withSetting } from './control.tsx';
import { DurationInput } from './duration-input.tsx';
import css from './editor.module.css';
import { kindForms, kindGroups } from './fields.ts';
import { LivePane } from './live-pane.tsx';
import { NameInput } from './name-input.tsx';
import { asKind, kindOf, type Memory, type TraitSpec } from './spec.ts';
import { useLive } from './use-live.ts';
import { WhereInput } from './where-input.tsx';

export interface TraitEditorProps {
  workspace: string;
  zone: string;
  choices: TraitChoices;
  /** What is in force, or what a new trait begins from. */
  spec: TraitSpec;
  /** Null for a new trait. */
  state: EditedState | null;
  draft: DraftState | null;
  /** Slugs of the other traits. */
  taken: string[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A typed fallback as the scalar that it reads as. */
function fallbackOf(typed: string): string | number | boolean | undefined {
  if (typed === '') return undefined;
  if (typed === 'true' || typed === 'false') return typed === 'true';
  return typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** Makes or changes a trait of any kind, with its values beside it. */
export function TraitEditor({
  workspace,
  zone,
  choices,
  spec: given,
  state,
  draft,
  taken,
}: TraitEditorProps) {
  const words = useTranslations('traits');
  const router = useRouter();
  const paths = pathsOf(workspace);
  const isNew = state === null;
  const memory = useRef<Memory>(new Map());
  const [unfinished, setUnfinished] = useState<Record<string, number>>({});
  // Of a new trait the slug follows the name until somebody writes it.
  const [ownSlug, setOwnSlug] = useState(text(given.slug) !== '');
  const editor = useResourceEditor<TraitSpec>({
    kind: 'trait',
    slug: isNew ? 'new' : text(given.slug),
    inForce: given,
    ...{ state, draft },
    onSaved: (as) => {
      router.push(paths.trait(as));
    },
  });
  const { spec, change, unlocked } = editor;
  const slug = text(spec.slug);
  const live = useLive({ ...spec, slug: isSlug(slug) ? slug : '' }, paths.traitLive);
  const kind = kindOf(spec);
  const form = kindForms[kind];
  const faultOf = faultsBelow([...editor.problems, ...live.problems], '');
  const slugFault =
    !isNew || slug === ''
      ? null
      : !isSlug(slug)
        ? words('form.slugBad')
        : taken.includes(slug)
          ? words('form.slugTaken')
          : null;
  const open = Object.values(unfinished).reduce((sum, rows) => sum + rows, 0);
  const blocked =
    !isSlug(slug) || slugFault !== null
      ? words('form.blockedName')
      : open > 0 || live.problems.length > 0
        ? words('form.blockedUnfinished')
        : null;

  const set = (name: string, value: unknown) =>
    change((now) => {
      const { [name]: _before, ...others } = now;
      return value === undefined ? others : { ...now, [name]: value };
    }, name);
  const putName = (name: string) => {
    const next = isNew && !ownSlug ? slugOfName(name) : slug;
    change((now) => ({ ...now, slug: next, name: name === '' ? undefined : name }), 'name');
  };
  const origins = choices.origins.filter((one) =>
    form.rows === 'events' ? one.kind === 'source' : one.persons,
  );
  const shared = { choices, spec, faultOf, askUrl: paths.columnValues };
  const counted = (of: string) => (rows: number) =>
    setUnfinished((now) => (now[of] === rows ? now : { ...now, [of]: rows }));
  return (
    <>
      <GitBar state={state} unlocked={unlocked} onUnlock={editor.unlock} />
      <div className={css.editor}>
        <fieldset className={css.form} disabled={!unlocked}>
          <div className={isNew ? css.names : undefined}>
            <TextInput
              label={words('form.name')}
              description={words('form.nameHint')}
              value={text(spec.name)}
              onChange={(event) => putName(event.currentTarget.value)}
              error={faultOf('name')}
            />
            {isNew ? (
              <TextInput
                label={words('form.slug')}
                description={words('form.slugHint')}
                value={slug}
                onChange={(event) => {
                  const typed = event.currentTarget.value;
                  setOwnSlug(typed !== '');
                  change((now) => ({ ...now, slug: typed }), 'slug');
                }}
                error={slugFault}
                spellCheck={false}
              />
            ) : null}
          </div>
          <Select
            label={words('form.kind')}
            allowDeselect={false}
            searchable
            nothingFoundMessage={words('form.noChoice')}
            maxDropdownHeight={460}
            data={Object.entries(kindGroups).map(([group, kinds]) => ({
              group: words(`groups.${group as keyof typeof kindGroups}`),
              items: kinds.map((one) => ({ value: one, label: words(`kinds.${one}`) })),
            }))}
            value={kind}
            onChange={(next) => {
              const to = Object.values(kindGroups)
                .flat()
                .find((one) => one === next);
              if (to === undefined || to === kind) return;
              setUnfinished({});
              change((now) => asKind(now, to, memory.current));
            }}
          />
          {form.rows === null ? null : (
            <>
              <NameInput
                label={words('form.from')}
                choices={origins.map((one) => ({ name: one.slug, hint: one.name }))}
                value={text(spec.from)}
                onChange={(from) => set('from', from === '' ? undefined : from)}
                error={faultOf('from')}
                placeholder={words('form.choose')}
              />
              <WhereInput
                key={`where of ${kind}`}
                label={words('form.where')}
                value={spec.where}
                onChange={(where) => set('where', where)}
                columns={columnsFor(spec, choices)}
                from={choices.origins.find((one) => one.slug === spec.from)?.slug ?? null}
                askUrl={paths.columnValues}
                error={(column) => faultOf(`where.${column}`)}
                onUnfinished={counted('where')}
              />
              {form.unbounded ? (
                <p className={css.note}>{words('form.unbounded')}</p>
              ) : (
                <DurationInput
                  label={words('form.within')}
                  value={typeof spec.within === 'string' ? spec.within : undefined}
                  onChange={(within) => set('within', within)}
                  error={faultOf('within')}
                  none={words('form.allTime')}
                />
              )}
            </>
          )}
          {form.fields.map((field) => (
            <Control
              key={`${kind} ${field.path.join('.')}`}
              field={field}
              {...shared}
              onChange={(value) =>
                change((now) => withSetting(now, field, value), `${kind} ${field.path.join('.')}`)
              }
              onUnfinished={counted(field.path.join('.'))}
            />
          ))}
          {faultOf('') === null ? null : (
            <Alert color="madder" role="alert">
              {faultOf('')}
            </Alert>
          )}
          <Textarea
            label={`${words('form.description')} (${words('form.optional')})`}
            autosize
            minRows={2}
            maxRows={8}
            value={text(spec.description)}
            onChange={(event) => set('description', event.currentTarget.value || undefined)}
            error={faultOf('description')}
          />
          <TextInput
            label={`${words('form.default')} (${words('form.optional')})`}
            description={words('form.defaultHint')}
            maw={320}
            value={spec.default === undefined ? '' : String(spec.default)}
            onChange={(event) => set('default', fallbackOf(event.currentTarget.value))}
            error={faultOf('default')}
          />
          <Checkbox
            label={words('form.personal')}
            checked={spec.personal === true}
            onChange={(event) => set('personal', event.currentTarget.checked ? true : undefined)}
          />
        </fieldset>
        <LivePane live={live} spec={spec} paths={paths} zone={zone} />
      </div>
      <SaveBar
        editor={editor}
        label={words('form.publish')}
        blocked={blocked}
        onSave={() => void editor.save(slug)}
      />
    </>
  );
}
