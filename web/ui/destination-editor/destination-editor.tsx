'use client';

import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Destination } from '../../../models/workspace/kinds/destination.ts';
import { type DraftTest, testDestinationDraft } from '../../data/actions/test-destination.ts';
import type { Connecting } from '../../data/connecting.ts';
import type { DestinationType } from '../../data/destinations.ts';
import type { DraftState, EditedState } from '../../data/resource-state.ts';
import { atPath } from '../../words/field-path.ts';
import { AboutFields } from '../editor/about-fields.tsx';
import { describeFinding } from '../editor/describe-finding.ts';
import { faultsBelow } from '../editor/fault-of.ts';
import { SaveBar } from '../editor/save-bar.tsx';
import { useResourceEditor } from '../editor/use-resource-editor.ts';
import { useSlugFault } from '../editor/use-slug-fault.ts';
import { GitBar } from '../git-bar.tsx';
import { ProblemNote } from '../notes.tsx';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { Status } from '../status.tsx';
import { Panel } from '../values.tsx';
import { ConnectVendor, type ConnectVendorProps } from './connect-vendor.tsx';
import { Connected } from './connected.tsx';
import css from './destination-editor.module.css';

interface DestinationEditorProps {
  type: DestinationType;
  /** What is in force, or what a new one begins from. */
  inForce: Destination;
  /** Null of a new one. */
  state: EditedState | null;
  draft: DraftState | null;
  /** Slugs that are taken. */
  taken: readonly string[];
  /** Where the list of destinations is. */
  list: string;
  /** How its vendor's sign-in is reached; null where it has none. */
  vendor: ConnectVendorProps | null;
  /** What became of a way there; null where nobody comes from it. */
  connecting: Connecting | null;
}

/** The form of one destination: what it is called, and the settings that its kind asks for. */
export function DestinationEditor(props: DestinationEditorProps) {
  const { type, inForce, state, draft, taken, list, vendor, connecting } = props;
  const words = useTranslations('destinations.editor');
  const router = useRouter();
  const isNew = state === null;
  const draftSlug = isNew ? 'new' : inForce.slug;
  const faultOfSlug = useSlugFault(taken);
  const editor = useResourceEditor<Destination>({
    ...{ kind: 'destination', slug: draftSlug, inForce, state, draft },
    onSaved: (slug) => router.push(`${list}#${slug}`),
  });
  const { spec, change, problems } = editor;
  const [test, setTest] = useState<DraftTest | 'pending' | null>(null);
  const shown = problems.length > 0 ? problems : test !== null && test !== 'pending' ? test.problems : [];
  const slugFault = faultOfSlug(spec.slug);

  const tryIt = async () => {
    setTest('pending');
    const named = slugFault === null ? spec : { ...spec, slug: 'new' };
    setTest(
      await testDestinationDraft(named).catch(() => ({
        problems: [],
        problem: { cause: words('unreachable') },
      })),
    );
  };
  const clientId = type.oauth === null ? undefined : atPath(spec.config, type.oauth.clientId);
  const ready = typeof clientId === 'string' && clientId !== '';
  const below =
    type.oauth === null || vendor === null
      ? {}
      : { [type.oauth.field]: <ConnectVendor {...{ ...vendor, draft: draftSlug, editor, ready }} /> };
  return (
    <div className={css.editor}>
      <GitBar state={state} unlocked={editor.unlocked} onUnlock={editor.unlock} />
      <fieldset className={css.fields} disabled={!editor.unlocked}>
        <AboutFields editor={editor} isNew={isNew} slugFault={slugFault} faultOf={faultsBelow(shown, '')} />
        {connecting === null ? null : <Connected connecting={connecting} name={type.name} />}
        <h2 className={css.title}>{words('settings', { type: type.name })}</h2>
        <Panel>
          <SchemaForm
            form={type.form}
            value={spec.config}
            onChange={(config) => change((now) => ({ ...now, config }), 'config')}
            faultOf={faultsBelow(shown, 'config')}
            below={below}
          />
        </Panel>
        {test === null || test === 'pending' ? null : test.problem !== null ? (
          <ProblemNote problem={test.problem} />
        ) : test.problems.length > 0 ? (
          <ProblemNote
            problem={{ cause: test.problems.map(describeFinding).join(' '), effect: words('notTested') }}
          />
        ) : (
          <p role="status" className={css.tested}>
            <Status tone="good">{words('connected')}</Status>
          </p>
        )}
      </fieldset>
      <SaveBar
        editor={editor}
        label={words('save')}
        blocked={slugFault}
        onSave={() => void editor.save(spec.slug)}
      >
        <Button
          variant="default"
          loading={test === 'pending'}
          leftSection={<IconPlugConnected size={16} stroke={1.5} aria-hidden="true" />}
          onClick={tryIt}
        >
          {words('test')}
        </Button>
      </SaveBar>
    </div>
  );
}
