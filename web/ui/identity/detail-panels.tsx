'use client';

import { Button, Group } from '@mantine/core';
import { IconArrowsJoin2, IconArrowsSplit2, IconRoute } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { DecisionView } from '../../data/identity-decisions.ts';
import type { PersonGraph } from '../../data/identity-graph.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Go } from '../go.tsx';
import type { Paths } from '../paths.ts';
import { Dim, type Fact, Facts, Id, Masked, Missing } from '../values.tsx';
import type { Deciding } from './decide-dialog.tsx';
import css from './detail-panels.module.css';
import type { InspectorNode } from './graph-model.ts';

const iconOf = { size: 14, stroke: 1.5, 'aria-hidden': true } as const;

interface NodePanelProps {
  graph: PersonGraph;
  node: InspectorNode;
  paths: Paths;
  zone: string;
  onChoose: (id: string, also: boolean) => void;
  onSecond: () => void;
  onDecide: (deciding: Deciding) => void;
}

/** One record or identifier: what it is, what it is linked with, and what can be decided about it. */
export function NodePanel({ graph, node, paths, zone, onChoose, onSecond, onDecide }: NodePanelProps) {
  const format = useFormats();
  const words = useTranslations('identity.inspector');
  const beside = graph.edges.flatMap((edge) => {
    const id = edge.source === node.id ? edge.target : edge.target === node.id ? edge.source : null;
    const found = graph.nodes.find((one) => one.id === id);
    return found ? [{ node: found, edge }] : [];
  });
  const isRecord = node.kind === 'record';
  const facts: Fact[] = [
    {
      term: words(isRecord ? 'record' : 'value'),
      value: node.masked ? <Masked /> : node.value === null ? node.title : <Id>{node.value}</Id>,
    },
    ...(isRecord && node.source !== null
      ? [{ term: words('source'), value: <Go href={paths.source(node.source)}>{node.title}</Go> }]
      : []),
    {
      term: words('since'),
      value: node.at === null ? <Missing reason={words('noTime')} /> : format.time(node.at, zone),
    },
    ...(node.heldBack === null
      ? []
      : [{ term: words('joins'), value: words('joinsNothing', { reason: node.heldBack.text }) }]),
    ...(node.heldBack?.persons && node.heldBack.persons > 1
      ? [
          {
            term: words('carriedBy'),
            value:
              node.value === null ? (
                words('people', { count: node.heldBack.persons })
              ) : (
                <Go href={paths.profiles({ q: node.value })}>
                  {words('people', { count: node.heldBack.persons })}
                </Go>
              ),
          },
        ]
      : []),
  ];
  return (
    <section className={css.panel} aria-label={node.title}>
      <h2 className={css.title}>{node.title}</h2>
      <Facts facts={facts} />
      <Group gap="xs">
        {node.kind === 'record' || node.kind === 'identifier' ? (
          <Button variant="default" size="xs" leftSection={<IconRoute {...iconOf} />} onClick={onSecond}>
            {words('whyWith')}
          </Button>
        ) : null}
        {isRecord && graph.editable ? (
          <>
            <Button
              variant="default"
              size="xs"
              disabled={graph.records < 2}
              leftSection={<IconArrowsSplit2 {...iconOf} />}
              onClick={() => onDecide({ decision: 'alone', node, other: null })}
            >
              {words('splitOff')}
            </Button>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconArrowsJoin2 {...iconOf} />}
              onClick={() => onDecide({ decision: 'same', node, other: null })}
            >
              {words('forceJoin')}
            </Button>
          </>
        ) : null}
      </Group>
      {beside.length === 0 ? (
        <Dim>{words('noLinks')}</Dim>
      ) : (
        <div className={css.stack}>
          <h3 className={css.subtitle}>{words(isRecord ? 'carries' : 'carriedByRecords')}</h3>
          <ul className={css.links}>
            {beside.map(({ node: found, edge }) => (
              <li key={edge.id} data-joins={edge.joins}>
                <button type="button" className={css.link} onClick={() => onChoose(found.id, false)}>
                  <span>{found.title}</span> <code>{found.masked ? '•••' : found.value}</code>
                </button>
                {edge.joins ? null : (
                  <span className={css.reason}>
                    {words('withheldBecause', { reason: edge.reason ?? '' })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

/** The person as a whole, while nothing is chosen. */
export function PersonPanel({
  graph,
  zone,
  onDecide,
}: {
  graph: PersonGraph;
  zone: string;
  onDecide: (deciding: Deciding) => void;
}) {
  const format = useFormats();
  const words = useTranslations('identity.inspector');
  const time = (at: string | null) =>
    at === null ? <Missing reason={words('noTime')} /> : format.time(at, zone);
  return (
    <section className={css.panel} aria-label={words('person')}>
      <h2 className={css.title}>{words('person')}</h2>
      <Facts
        facts={[
          { term: words('recordsTerm'), value: format.exact(graph.records) },
          { term: words('identifiersTerm'), value: format.exact(graph.identifiers) },
          { term: words('created'), value: time(graph.createdAt) },
          { term: words('resolved'), value: time(graph.resolvedAt) },
        ]}
      />
      {graph.rulesInForce ? null : <p className={css.note}>{words('otherRules')}</p>}
      {graph.refused === null ? null : <p className={css.note}>{graph.refused}</p>}
      {graph.omitted.length === 0 ? null : (
        <p className={css.note}>
          {words('omitted', {
            list: graph.omitted.map(({ title, records }) => `${format.exact(records)} ${title}`).join(', '),
          })}
        </p>
      )}
      <div className={css.stack}>
        <h3 className={css.subtitle}>{words('decisions')}</h3>
        {graph.decisions.length === 0 ? (
          <Dim>{words('noDecisions')}</Dim>
        ) : (
          <ul className={css.links}>
            {graph.decisions.map((decision) => (
              <DecisionLine
                key={decision.id}
                decision={decision}
                zone={zone}
                editable={graph.editable}
                onUndo={() => onDecide({ undo: decision })}
              />
            ))}
          </ul>
        )}
      </div>
      <p className={css.keys}>{words('keys')}</p>
    </section>
  );
}

function DecisionLine({
  decision,
  zone,
  editable,
  onUndo,
}: {
  decision: DecisionView;
  zone: string;
  editable: boolean;
  onUndo: () => void;
}) {
  const format = useFormats();
  const words = useTranslations('identity.inspector');
  const [one = '', other = ''] = decision.records;
  return (
    <li>
      <span>{words(`decided.${decision.decision}`, { one, other })}</span>
      <span className={css.reason}>
        {words('decidedBy', { by: decision.by, at: format.time(decision.at, zone) })}
        {decision.why === null ? '' : ` “${decision.why}”`}
        {decision.waits ? ` ${words('waits')}` : ''}
      </span>
      {editable ? (
        <Button variant="subtle" size="compact-xs" onClick={onUndo}>
          {words('undo')}
        </Button>
      ) : null}
    </li>
  );
}
