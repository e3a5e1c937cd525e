'use client';

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { IdentifierType, Identity } from '../../../models/workspace/kinds/identity.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import type { DraftState, ResourceState } from '../../data/resource-state.ts';
import type { Likeness, SourceColumn } from '../../data/rules-columns.ts';
import type { Standing } from '../../data/rules-touch.ts';
import { ask } from '../ask.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { withField } from '../editor/with-field.ts';
import { GitBar } from '../git-bar.tsx';
import { Go } from '../go.tsx';
import { Note, ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import { FuzzyRules } from './fuzzy-rules.tsx';
import { GeneralRules } from './general-rules.tsx';
import { GoldenRules } from './golden-rules.tsx';
import css from './rules-editor.module.css';
import { TypeRow } from './type-row.tsx';

interface RulesEditorProps {
  workspace: string;
  state: ResourceState<'identity'>;
  draft: DraftState | null;
  counts: readonly { type: string; values: number; people: number }[];
  columns: readonly SourceColumn[];
  likeness: Likeness;
}

const restMs = 400;

/**
 * What it takes to publish what is edited; null while that is not known. What was wrong last stays until the next answer,
 * so that faults do not come and go with each key.
 */
function useStanding(url: string, slug: string, spec: unknown, dirty: boolean) {
  const [standing, setStanding] = useState<Standing | null>(null);
  const [problems, setProblems] = useState<Finding[]>([]);
  useEffect(() => {
    setStanding(null);
    if (!dirty) {
      setProblems([]);
      return;
    }
    const aborting = new AbortController();
    const timer = setTimeout(() => {
      ask<Standing>(url, { slug, spec }, { signal: aborting.signal, unreachable: '' }).then(
        (answer) => {
          const found = answer.state === 'ready' ? answer.data : null;
          setStanding(found);
          setProblems(found?.state === 'invalid' ? found.problems : []);
        },
        () => undefined,
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      aborting.abort();
    };
  }, [url, slug, spec, dirty]);
  return { standing, problems };
}

/** The rules by which records are one person, to be changed, planned and published. */
export function RulesEditor({ workspace, state, draft, counts, columns, likeness }: RulesEditorProps) {
  const words = useTranslations('identity.rules');
  const paths = pathsOf(workspace);
  const { slug } = state.resource;
  const editor = useResourceEditor<Identity>({
    kind: 'identity',
    slug,
    inForce: state.resource,
    ...{ state, draft },
  });
  const { spec, change } = editor;
  const [dragged, setDragged] = useState<number | null>(null);
  const { standing, problems } = useStanding(paths.identityRulesAsk('needs-plan'), slug, spec, editor.dirty);
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
  const needsPlan = standing?.state === 'unplanned';
  return (
    <div className={css.editor}>
      <GitBar
        state={state}
        unlocked={editor.unlocked}
        onUnlock={state.editable ? editor.unlock : undefined}
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
        columns={columns.map(({ path }) => path)}
        locked={locked}
        onChange={(to, of) => change((now) => ({ ...now, golden: to(now.golden) }), of)}
      />
      <FuzzyRules
        fuzzy={spec.fuzzy}
        inForce={state.resource.fuzzy}
        golden={spec.golden}
        columns={columns}
        likeness={likeness}
        locked={locked}
        problems={[...editor.problems, ...problems]}
        onSwitch={(fuzzy) => change((now) => withField(now, 'fuzzy', fuzzy))}
        onChange={(to, of) => change((now) => (now.fuzzy ? { ...now, fuzzy: to(now.fuzzy) } : now), of)}
      />
      <GeneralRules
        spec={spec}
        locked={locked}
        onChange={(to, of) => change((now) => ({ ...now, ...to }), of)}
      />
      {state.editable ? (
        <>
          {editor.dirty && problems.length > 0 ? (
            <ProblemNote
              tone="warning"
              problem={{ cause: problems.slice(0, 6).map(describeFinding).join('; ') }}
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
            label={words(needsPlan ? 'plan' : 'publish')}
            plans={needsPlan}
            blocked={
              !editor.dirty
                ? words('unchanged')
                : standing === null
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
