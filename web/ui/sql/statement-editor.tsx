'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import { checkRelation } from '../../data/actions/check-relation.ts';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import type { Preview } from '../../data/sql-preview.ts';
import type { StatementKind } from '../../data/statements.ts';
import { ask } from '../ask.ts';
import { describeFinding } from '../editor/describe-finding.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { GitBar } from '../git-bar.tsx';
import { ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import css from './sql-bench.module.css';
import { SqlBench } from './sql-bench.tsx';

/** A resource by what is edited of it here; the rest of it is kept as it is. */
export interface WithStatement {
  slug: string;
  sql: string;
}

interface StatementEditorProps {
  workspace: string;
  kind: StatementKind;
  engine: Dialect['name'];
  resource: WithStatement;
  state: EditedState;
  draft: DraftState | null;
  editable: boolean;
  runs: boolean;
  personal: boolean;
}

type Refused = Extract<Preview, { state: 'refused' }>;

/** Edits the statement of a resource: the warehouse has to take it before it is put in force. */
export function StatementEditor(props: StatementEditorProps) {
  const { workspace, kind, resource, editable, runs } = props;
  const words = useTranslations('models.sql');
  const router = useRouter();
  const [refused, setRefused] = useState<Refused | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [found, setFound] = useState<string[]>([]);
  const [checking, setChecking] = useState(false);
  const editor = useResourceEditor<WithStatement>({
    kind,
    slug: resource.slug,
    inForce: resource,
    state: props.state,
    draft: props.draft,
    onSaved: () => router.refresh(),
  });

  /** Whether the warehouse takes it, and its rows are what the resource says of them. */
  const holds = async (): Promise<boolean> => {
    setRefused(null);
    setProblem(null);
    setFound([]);
    if (runs) {
      const answer = await ask<Preview>(
        pathsOf(workspace).sqlPreview,
        { sql: editor.spec.sql, reveal: false, limit: 0 },
        { unreachable: words('unreachable') },
      );
      if (answer.state === 'failed') setProblem(answer.problem);
      else if (answer.data.state === 'refused') setRefused(answer.data);
      if (answer.state === 'failed' || answer.data.state === 'refused') return false;
    }
    if (kind !== 'source' && kind !== 'entity') return true;
    const checked = await checkRelation({ kind, slug: resource.slug, spec: { ...editor.spec } });
    if (checked.state === 'failed') setProblem(checked.problem);
    else setFound(checked.problems.map(describeFinding));
    return checked.state === 'checked' && checked.problems.length === 0;
  };

  const publish = async () => {
    if (!editor.unlocked || !editable || checking || !editor.dirty) return;
    setChecking(true);
    const well = await holds().catch(() => {
      setProblem({ cause: words('unreachable') });
      return false;
    });
    setChecking(false);
    if (well) await editor.save();
  };

  return (
    <div className={css.bench}>
      <GitBar
        state={props.state}
        unlocked={editor.unlocked}
        onUnlock={editable ? editor.unlock : undefined}
      />
      <SqlBench
        workspace={workspace}
        engine={props.engine}
        label={words('editor')}
        value={editor.spec.sql}
        onChange={(sql) => {
          setRefused(null);
          editor.change((now) => (now.sql === sql ? now : { ...now, sql }), 'sql');
        }}
        readOnly={!editable || !editor.unlocked}
        runs={runs}
        personal={props.personal}
        onSave={() => void publish()}
        refused={refused}
      />
      {problem === null ? null : <ProblemNote problem={problem} />}
      {found.length === 0 ? null : (
        <div className={css.refused} role="alert">
          <ul>
            {found.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
      {editable ? (
        <SaveBar
          editor={{ ...editor, saving: editor.saving || checking }}
          label={words('publish')}
          onSave={() => void publish()}
          blocked={editor.dirty ? null : words('nothing')}
        />
      ) : null}
    </div>
  );
}
