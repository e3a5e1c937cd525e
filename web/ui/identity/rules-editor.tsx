'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { IdentifierType, Identity } from '../../../models/workspace/kinds/identity.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import { planChange } from '../../data/actions/plan-identity.ts';
import type { DraftState, ResourceState } from '../../data/resource-state.ts';
import type { Standing } from '../../data/rules-touch.ts';
import { ask } from '../ask.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { Go } from '../go.tsx';
import { Note, ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import { FuzzyRules, type FuzzyWords } from './fuzzy-rules.tsx';
import { GeneralRules } from './general-rules.tsx';
import { GoldenRules } from './golden-rules.tsx';
import css from './rules-editor.module.css';
import { TypeRow } from './type-row.tsx';

interface RulesEditorProps {
  workspace: string;
  state: ResourceState<'identity'>;
  draft: DraftState | null;
  counts: readonly { type: string; values: number; people: number }[];
  columns: readonly string[];
  compared: FuzzyWords | null;
}

const restMs = 400;

/** What it takes to publish what is edited; null while that is not known. */
function useStanding(url: string, slug: string, spec: unknown, dirty: boolean): Standing | null {
  const [standing, setStanding] = useState<Standing | null>(null);
  useEffect(() => {
    setStanding(null);
    if (!dirty) return;
    const aborting = new AbortController();
    const timer = setTimeout(() => {
      ask<Standing>(url, { slug, spec }, { signal: aborting.signal, unreachable: '' }).then(
        (answer) => setStanding(answer.state === 'ready' ? answer.data : null),
        () => undefined,
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      aborting.abort();
    };
  }, [url, slug, spec, dirty]);
  return standing;
}

/** The rules by which records are one person, to be changed, planned and published. */
export function RulesEditor({ workspace, state, draft, counts, columns, compared }: RulesEditorProps) {
  const words = useTranslations('identity.rules');
  const paths = pathsOf(workspace);
  const router = useRouter();
  const { slug } = state.resource;
  const editor = useResourceEditor<Identity>({
    kind: 'identity',
    slug,
    inForce: state.resource,
    version: state.version,
    managedBy: state.managedBy,
    draft,
  });
  const { spec, change } = editor;
  const [dragged, setDragged] = useState<number | null>(null);
  const [planning, setPlanning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [findings, setFindings] = useState<Finding[]>([]);
  const standing = useStanding(paths.identityRulesAsk('needs-plan'), slug, spec, editor.dirty);
  const locked = !state.editable || !editor.unlocked;

  const setTypes = (to: (types: IdentifierType[]) => IdentifierType[], of?: string) =>
    change((now) => ({ ...now, types: to(now.types) }), of);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= spec.types.length || from === to) return;
    setTypes((types) => {
      const rest = types.filter((_, place) => place !== from);
      const moved = types[from];
      return moved ? [...rest.slice(0, to), moved, ...rest.slice(to)] : types;
    });
  };
  const add = () => {
    const taken = new Set(spec.types.map(({ type }) => type));
    let number = spec.types.length + 1;
    while (taken.has(`type_${number}`)) number++;
    setTypes((types) => [...types, { type: `type_${number}`, normalize: 'plain', block: [] }]);
  };
  const plan = async () => {
    setPlanning(true);
    setProblem(null);
    setFindings([]);
    const result = await planChange({
      kind: 'identity',
      slug,
      spec,
      baseVersion: draft?.baseVersion ?? state.version,
    }).catch(() => ({ state: 'failed' as const, problem: { cause: words('unreachable') } }));
    setPlanning(false);
    if (result.state === 'started') router.push(paths.identityPlan(result.id));
    else if (result.state === 'invalid') setFindings(result.problems);
    else setProblem(result.problem);
  };

  const needsPlan = standing?.state === 'unplanned';
  const shown = standing?.state === 'invalid' ? standing.problems : findings;
  return (
    <div className={css.editor}>
      <GitBar
        managedBy={state.managedBy}
        file={state.file}
        commit={state.commit}
        unlocked={editor.unlocked}
        {...(state.editable ? { onUnlock: editor.unlock } : {})}
      />
      {state.editable ? null : <Note>{words('readOnly')}</Note>}
      <section className={css.section}>
        <h2>{words('types')}</h2>
        <p className={css.explain}>
          {words('typesHelp')} {words('blockHelp')}
        </p>
        <ol className={css.types}>
          {spec.types.map((type, place) => (
            <TypeRow
              key={state.resource.types.some((one) => one.type === type.type) ? type.type : `new-${place}`}
              type={type}
              place={place}
              last={place === spec.types.length - 1}
              isNew={!state.resource.types.some((one) => one.type === type.type)}
              counts={counts.find((one) => one.type === type.type) ?? null}
              locked={locked}
              workspace={workspace}
              dragged={dragged === place}
              onDrag={setDragged}
              onDrop={() => {
                if (dragged !== null) move(dragged, place);
                setDragged(null);
              }}
              onMove={(by) => move(place, place + by)}
              onChange={(to, of) =>
                setTypes((types) => types.map((one, at) => (at === place ? to : one)), of)
              }
              onRemove={() => setTypes((types) => types.filter((_, at) => at !== place))}
            />
          ))}
        </ol>
        {locked ? null : (
          <Button
            variant="default"
            size="xs"
            className={css.add}
            leftSection={<IconPlus size={14} stroke={1.5} aria-hidden="true" />}
            onClick={add}
          >
            {words('addType')}
          </Button>
        )}
      </section>
      <GoldenRules
        golden={spec.golden}
        columns={columns}
        locked={locked}
        onChange={(to, of) => change((now) => ({ ...now, golden: to(now.golden) }), of)}
      />
      {spec.fuzzy && compared ? (
        <FuzzyRules
          fuzzy={spec.fuzzy}
          compared={compared}
          locked={locked}
          onChange={(to, of) => change((now) => (now.fuzzy ? { ...now, fuzzy: to(now.fuzzy) } : now), of)}
        />
      ) : null}
      <GeneralRules
        spec={spec}
        locked={locked}
        onChange={(to, of) => change((now) => ({ ...now, ...to }), of)}
      />
      {state.editable ? (
        <>
          {problem === null ? null : <ProblemNote problem={problem} />}
          {editor.dirty && shown.length > 0 ? (
            <ProblemNote
              tone="warning"
              problem={{ cause: shown.slice(0, 6).map(describeFinding).join('; ') }}
            />
          ) : null}
          {standing?.state === 'planned' ? (
            <Note>
              {words(standing.stale ? 'plannedStale' : 'planned')}{' '}
              <Go href={paths.identityPlan(standing.plan)}>{words('seePlan')}</Go>
            </Note>
          ) : null}
          <SaveBar
            editor={editor}
            label={words(needsPlan ? (planning ? 'planning' : 'plan') : 'publish')}
            {...(needsPlan ? { onSave: () => void plan() } : {})}
            blocked={
              !editor.dirty
                ? words('unchanged')
                : standing === null || planning
                  ? words('checking')
                  : standing.state === 'invalid'
                    ? words('invalid')
                    : null
            }
          />
        </>
      ) : null}
    </div>
  );
}
