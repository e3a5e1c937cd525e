'use client';

import { useHotkeys } from '@mantine/hooks';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { parseAsArrayOf, parseAsString, useQueryStates } from 'nuqs';
import { useMemo, useState } from 'react';
import type { PersonGraph } from '../../data/identity-graph.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { pathsOf } from '../paths.ts';
import { Pending, PendingBlock } from '../skeletons.tsx';
import { DecideDialog, type Deciding } from './decide-dialog.tsx';
import { NodePanel, PersonPanel } from './detail-panels.tsx';
import { groupsAmong, knownAt, type Moment } from './graph-model.ts';
import css from './inspector.module.css';
import { NodeList } from './node-list.tsx';
import { PathPanel } from './path-panel.tsx';
import { TimeSlider } from './time-slider.tsx';

const GraphCanvas = dynamic(() => import('./graph-canvas.tsx'), {
  ssr: false,
  loading: () => (
    <Pending>
      <PendingBlock height={420} />
    </Pending>
  ),
});

const query = { node: parseAsArrayOf(parseAsString).withDefault([]), at: parseAsString };

interface InspectorProps {
  graph: PersonGraph;
  workspace: string;
  zone: string;
}

/** One person's records and identifiers: as a list, as a picture, through time, and why any two are one. */
export function Inspector({ graph, workspace, zone }: InspectorProps) {
  const format = useFormats();
  const words = useTranslations('identity.inspector');
  const paths = pathsOf(workspace);
  const [{ node, at }, setQuery] = useQueryStates(query, { history: 'replace', shallow: true });
  const [second, setSecond] = useState(false);
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const { nodes, edges, moments } = graph;
  // What an old address names may be gone.
  const chosen = useMemo(
    () => node.filter((id) => nodes.some((one) => one.id === id && one.kind !== 'more')).slice(0, 2),
    [node, nodes],
  );
  const time = moments.some((moment) => moment.at === at) ? at : null;
  const known = useMemo(() => knownAt(nodes, time), [nodes, time]);
  const [one, other] = chosen.map((id) => nodes.find((each) => each.id === id));

  const choose = (id: string, also: boolean) => {
    const [first] = chosen;
    const both = (also || second) && first !== undefined && first !== id;
    const next =
      chosen.includes(id) && !second ? chosen.filter((each) => each !== id) : both ? [first, id] : [id];
    setSecond(false);
    void setQuery({ node: next.length === 0 ? null : next });
  };
  const askPath = () => {
    if (chosen.length === 1) setSecond(true);
    else document.getElementById('identity-path')?.focus();
  };
  useHotkeys([
    ['P', askPath],
    ['Escape', () => (second ? setSecond(false) : void setQuery({ node: null }))],
  ]);

  const { records, groups } = groupsAmong(graph, known);
  const describe = (moment: Moment): string => {
    const appeared = moment.appears.map((id) => nodes.find((each) => each.id === id));
    const count = (kind: string) => appeared.filter((each) => each?.kind === kind).length;
    const parts = [
      ...moment.changes.map(({ change, weftId, previous }) =>
        change === 'merged' && weftId === graph.weftId && previous !== null
          ? words('changes.joinedHere', { id: previous.slice(0, 8) })
          : words(`changes.${change}`),
      ),
      ...(count('record') > 0 ? [words('appeared.records', { count: count('record') })] : []),
      ...(count('identifier') > 0 ? [words('appeared.identifiers', { count: count('identifier') })] : []),
      ...(count('decision') > 0 ? [words('appeared.decisions', { count: count('decision') })] : []),
    ];
    return `${format.time(moment.at, zone)} · ${parts.join(', ')}`;
  };
  const state =
    time === null
      ? words('stateNow', { records: graph.records, identifiers: graph.identifiers })
      : words('stateThen', { records, groups });

  return (
    <div className={css.inspector}>
      <div className={css.list}>
        <NodeList nodes={nodes} chosen={chosen} known={known} onChoose={choose} onPath={askPath} />
      </div>
      <div className={css.canvas} data-choosing={second}>
        {second ? (
          <p className={css.hint} role="status">
            {words('chooseSecond')}
          </p>
        ) : null}
        <GraphCanvas nodes={nodes} edges={edges} chosen={chosen} known={known} onChoose={choose} />
      </div>
      <aside className={css.detail} aria-label={words('detail')}>
        {one && other ? (
          <PathPanel
            key={`${one.id}-${other.id}`}
            graph={graph}
            workspace={workspace}
            pair={[one, other]}
            onDecide={setDeciding}
            onClear={() => void setQuery({ node: [one.id] })}
          />
        ) : one ? (
          <NodePanel
            graph={graph}
            node={one}
            paths={paths}
            zone={zone}
            onChoose={choose}
            onSecond={() => setSecond(true)}
            onDecide={setDeciding}
          />
        ) : (
          <PersonPanel graph={graph} zone={zone} onDecide={setDeciding} />
        )}
      </aside>
      <div className={css.time}>
        <TimeSlider
          moments={moments.map((moment) => ({
            at: moment.at,
            label: describe(moment),
            changed: moment.changes.length > 0,
          }))}
          at={time}
          state={state}
          onChange={(to) => void setQuery({ at: to })}
        />
      </div>
      {deciding === null ? null : (
        <DecideDialog
          key={JSON.stringify(deciding)}
          graph={graph}
          workspace={workspace}
          deciding={deciding}
          onClose={() => setDeciding(null)}
        />
      )}
    </div>
  );
}
