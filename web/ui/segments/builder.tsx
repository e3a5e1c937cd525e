'use client';

import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type CSSProperties, useCallback, useMemo, useRef, useState } from 'react';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import type { SizeAnswer } from '../../data/segment-answers.ts';
import type { Catalogue } from '../../data/segment-catalogue.ts';
import type { WhyAnswer } from '../../data/segment-why.ts';
import type { WordsAnswer } from '../../data/segment-words.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { pathsOf } from '../paths.ts';
import css from './builder.module.css';
import { BuilderContext, type BuilderTools } from './builder-context.ts';
import { Memory, subjectOf } from './conditions.ts';
import { Result } from './result/result.tsx';
import type { ChosenPerson } from './result/why-panel.tsx';
import type { Shelf } from './review.tsx';
import type { SegmentDraft } from './segment-draft.ts';
import { Sentence } from './sentence.tsx';
import { Splitter } from './splitter.tsx';
import { rootOf, rowsOf, type TreeRow } from './tree.ts';
import { TreeGrid } from './tree-grid.tsx';
import type { RowState } from './tree-row.tsx';
import { useAsked } from './use-asked.ts';
import { useTree } from './use-tree.ts';

// Few segments are statements.
const StatementField = dynamic(() => import('./statement-field.tsx'));
const Review = dynamic(() => import('./review.tsx').then((module) => module.Review), { ssr: false });

export interface BuilderProps {
  workspace: string;
  /** Null of a new segment. */
  slug: string | null;
  spec: SegmentDraft;
  /** Null of a new segment. */
  state: EditedState | null;
  draft: DraftState | null;
  catalogue: Catalogue;
  shelf: Shelf;
  /** When the data was last computed; ISO time. */
  asOf: string | null;
  /** People in it by the last refresh. */
  members: number | null;
}

const nobody: ReadonlySet<string> = new Set();

/** The ids of a question's rows by their fields: answers that come later than an edit still find their rows. */
function idsOf(question: object | null): Map<string, string> {
  const where = question !== null && 'where' in question ? question.where : undefined;
  if (where === undefined) return new Map();
  const { root, virtual } = rootOf(where);
  return new Map(
    rowsOf(root, nobody, virtual).map(({ field, id, place }) => [
      virtual && place.length === 0 ? '' : field,
      id,
    ]),
  );
}

function byId<T>(ids: ReadonlyMap<string, string>, record: Record<string, T> | undefined): Map<string, T> {
  return new Map(
    Object.entries(record ?? {}).flatMap(([field, value]) => {
      const id = ids.get(field);
      return id === undefined ? [] : [[id, value] as const];
    }),
  );
}

/** The builder of a segment: its rules at the left, what they give at the right, the save at the foot. */
export function SegmentBuilder(props: BuilderProps) {
  const format = useFormats();
  const { workspace, slug, catalogue, asOf, shelf, members } = props;
  const paths = useMemo(() => pathsOf(workspace), [workspace]);
  const words = useTranslations('segments');
  const router = useRouter();
  const [reviewing, setReviewing] = useState(false);
  const [person, setPerson] = useState<ChosenPerson | null>(null);
  const [rules, setRules] = useState(62);
  const editor = useResourceEditor<SegmentDraft>({
    kind: 'segment',
    slug: slug ?? 'new',
    inForce: props.spec,
    state: props.state,
    draft: props.draft,
    onSaved: (saved) => {
      setReviewing(false);
      router.push(paths.segment(saved));
    },
  });
  const { spec, change, unlocked } = editor;

  const edit = useCallback(
    (to: (where: unknown) => unknown, of?: string) =>
      change((now) => {
        const where = to(now.where);
        return where === now.where ? now : { ...now, where };
      }, of),
    [change],
  );
  const undo = useRef<(() => void) | null>(null);
  undo.current = editor.undo;
  const deleted = useCallback(() => {
    const id = notifications.show({
      message: (
        <span>
          {words('builder.deleted')}{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              undo.current?.();
              notifications.hide(id);
            }}
          >
            {words('builder.undo')}
          </Button>
        </span>
      ),
    });
  }, [words]);
  const { rows, actions, current, wanted } = useTree(spec.where, edit, deleted);

  const question = useMemo(
    () => ({ slug: slug ?? 'new_segment', where: spec.where, sql: spec.sql }),
    [slug, spec.where, spec.sql],
  );
  const ask = useCallback((what: string) => paths.segmentAsk(what), [paths]);
  const said = useAsked<WordsAnswer>(ask('words'), question, 120);
  const size = useAsked<SizeAnswer | null>(ask('size'), question, 300);
  const whyQuestion = useMemo(
    () => (person === null ? null : { ...question, weftId: person.weftId }),
    [question, person],
  );
  const why = useAsked<WhyAnswer | null>(ask('why'), whyQuestion, 300);

  const saidIds = useMemo(() => idsOf(said.of), [said.of]);
  const counts = useMemo(() => byId(idsOf(size.of), size.data?.rows), [size.of, size.data]);
  const verdicts = useMemo(() => byId(idsOf(why.of), why.data?.verdicts), [why.of, why.data]);
  const since = useMemo(() => byId(saidIds, said.data?.since), [saidIds, said.data]);
  const unfinished = useMemo(
    () => new Map((said.data?.unfinished ?? []).map(({ field, wrong }) => [saidIds.get(field) ?? '', wrong])),
    [saidIds, said.data],
  );
  const whyNot = (row: TreeRow): string | null => {
    if (!unfinished.has(row.id)) return null;
    const wrong = unfinished.get(row.id);
    if (wrong) return wrong;
    if (row.how !== null) return words('row.emptyGroup');
    return words(subjectOf(row.node) === null ? 'row.chooseSubject' : 'row.chooseValue');
  };
  const stateOf = (row: TreeRow): RowState => ({
    unfinished: whyNot(row),
    left: counts.get(row.id)?.left ?? null,
    alone: counts.get(row.id)?.alone ?? null,
    everyone: size.data?.persons ?? 0,
    since: since.get(row.id) ?? null,
    verdict: person === null ? null : (verdicts.get(row.id) ?? null),
    stale: size.stale,
  });

  const open = unfinished.size;
  const isStatement = spec.where === undefined && spec.sql !== undefined;
  const nothing = said.data !== undefined && !isStatement && said.data.sentence.length === 0;
  const blocked =
    open > 0
      ? words('builder.blockedUnfinished', { count: open })
      : nothing || (isStatement && (spec.sql ?? '').trim() === '')
        ? words('builder.blockedEmpty')
        : (said.data?.problems[0] ?? null);
  const review = () => {
    if (blocked === null && unlocked) setReviewing(true);
  };
  useHotkeys([['mod+Enter', review]], []);

  const time = asOf === null ? null : format.time(asOf, catalogue.zone);
  const memory = useRef(new Memory());
  const tools = useMemo(
    (): BuilderTools => ({ catalogue, ask, memory: memory.current, actions, editable: unlocked, asOf: time }),
    [catalogue, ask, actions, unlocked, time],
  );
  const name = spec.name ?? (slug === null ? words('builder.unnamed') : slug);
  return (
    <BuilderContext value={tools}>
      <div className={css.page}>
        <GitBar state={props.state} unlocked={unlocked} onUnlock={editor.unlock} />
        <header className={css.head}>
          <h1 className={css.title} title={name}>
            {slug === null && spec.name === undefined
              ? words('builder.titleNew')
              : words('builder.title', { name })}
          </h1>
        </header>
        <div
          className={css.sides}
          style={{ '--rules': `${rules}fr`, '--result': `${100 - rules}fr` } as CSSProperties}
        >
          <div className={css.rules}>
            {isStatement ? (
              <StatementField
                statement={spec.sql}
                disabled={!unlocked}
                onChange={(sql) => change((now) => ({ ...now, sql }), 'sql')}
              />
            ) : (
              <>
                <Sentence words={said.data} idOf={saidIds} stale={said.stale} />
                {(said.data?.problems ?? []).map((problem) => (
                  <p key={problem} className={css.notes} role="alert">
                    {problem}
                  </p>
                ))}
                <TreeGrid
                  rows={rows}
                  stateOf={stateOf}
                  current={current}
                  wanted={wanted}
                  slug={slug ?? ''}
                  foot={words('builder.keys')}
                />
              </>
            )}
          </div>
          <Splitter onMove={setRules} />
          <Result
            {...{ question, size, nothing, paths, person, why, name }}
            slug={slug ?? ''}
            before={members}
            onPerson={setPerson}
          />
        </div>
        <SaveBar editor={editor} label={words('builder.review')} onSave={review} blocked={blocked} />
      </div>
      {reviewing && editor.conflict === null ? (
        <Review
          {...{ editor, question, slug, shelf }}
          version={props.state?.version ?? 0}
          onClose={() => setReviewing(false)}
        />
      ) : null}
    </BuilderContext>
  );
}
