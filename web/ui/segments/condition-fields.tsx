'use client';

import { useTranslations } from 'next-intl';
import { kindOf, useBuilder } from './builder-context.ts';
import { ComparedField, OperatorField } from './comparison-field.tsx';
import {
  chosen,
  compared,
  comparisonsOf,
  eventVerbOf,
  eventVerbs,
  rowVerbOf,
  rowVerbs,
  type Subject,
  steps,
  withField,
  withVerb,
} from './conditions.ts';
import css from './rows-fields.module.css';
import {
  AddButton,
  AddWhere,
  NeighbourLine,
  StepLines,
  TimesField,
  WhereLines,
  WindowField,
} from './rows-fields.tsx';
import { Choice, NumberField } from './simple-fields.tsx';
import type { Draft } from './tree.ts';

export type Change = (to: (now: Draft) => Draft, of?: string) => void;

interface Fields {
  node: Draft;
  subject: Subject;
  title: string;
  change: Change;
}

/** How a condition looks at its subject. */
export function OperatorCell({ node, subject, title, change }: Fields) {
  const { catalogue } = useBuilder();
  const words = useTranslations('segments');
  const label = words('row.operator', { subject: title });
  switch (subject.family) {
    case 'profile':
    case 'trait': {
      const kind = kindOf(catalogue, subject);
      const [first] = comparisonsOf(node);
      return (
        <OperatorField
          {...{ label, kind }}
          present={first ?? null}
          onChoose={(choice) => change((now) => chosen(now, comparisonsOf(now)[0] ?? null, choice, kind))}
        />
      );
    }
    case 'event':
      return (
        <Choice
          label={label}
          value={eventVerbOf(node)}
          options={eventVerbs.map((verb) => ({ value: verb, label: words(`verbs.${verb}`) }))}
          onChange={(verb) => change((now) => withVerb(now, verb))}
        />
      );
    case 'rows':
      return (
        <Choice
          label={label}
          value={rowVerbOf(node)}
          options={rowVerbs.map((verb) => ({ value: verb, label: words(`verbs.${verb}`) }))}
          onChange={(verb) => change((now) => withVerb(now, verb))}
        />
      );
    default:
      return <span className={css.word}>{words(`verbs.${subject.family}`)}</span>;
  }
}

/** What the subject is compared with, or which rows are meant. */
export function ValueCell({ node, subject, title, change }: Fields) {
  switch (subject.family) {
    case 'profile':
    case 'trait':
      return <ComparedValue {...{ node, subject, title, change }} />;
    case 'event':
      return <EventValue {...{ node, subject, title, change }} />;
    case 'rows':
      return <RowsValue {...{ node, subject, title, change }} />;
    case 'near':
      return <PlaceValue {...{ node, change }} />;
    default:
      return null;
  }
}

function ComparedValue({ node, subject, title, change }: Fields) {
  const { catalogue } = useBuilder();
  const words = useTranslations('segments.row');
  const kind = kindOf(catalogue, subject);
  const [first, ...others] = comparisonsOf(node);
  if (first === undefined) return null;
  const field = (present: typeof first) => (
    <ComparedField
      label={words('value', { subject: title })}
      present={present}
      kind={kind}
      of={{ person: subject.name }}
      onChange={(value) =>
        change(
          (now) => compared(now, present.operator, { operator: present.operator, value }),
          // Typing is one step of undo; each value of a list is one of its own.
          present.operator === 'in' || present.operator === 'not_in' ? undefined : present.operator,
        )
      }
    />
  );
  return (
    <>
      {field(first)}
      {others.map((other) => (
        <div key={other.operator} className={css.line}>
          <span className={css.word}>{words('and')}</span>
          <OperatorField
            label={words('operator', { subject: title })}
            present={other}
            kind={kind}
            onChoose={(choice) => change((now) => chosen(now, other, choice, kind))}
          />
          {field(other)}
        </div>
      ))}
    </>
  );
}

function EventValue({ node, subject, title, change }: Fields) {
  const words = useTranslations('segments');
  const verb = eventVerbOf(node);
  const rows = { event: subject.name };
  if (verb === 'first' || verb === 'last') {
    const [first] = comparisonsOf(node);
    return (
      <>
        <div className={css.line}>
          <OperatorField
            label={words('row.operator', { subject: title })}
            present={first ?? null}
            kind="time"
            moment={verb}
            onChoose={(choice) => change((now) => chosen(now, comparisonsOf(now)[0] ?? null, choice, 'time'))}
          />
          {first === undefined ? null : (
            <ComparedField
              label={words('row.value', { subject: title })}
              present={first}
              kind="time"
              of={null}
              onChange={(value) =>
                change((now) => compared(now, first.operator, { operator: first.operator, value }), 'moment')
              }
            />
          )}
          <AddWhere node={node} change={change} rows={rows} />
        </div>
        <WhereLines node={node} change={change} rows={rows} />
      </>
    );
  }
  if (verb === 'sequence') {
    const ofFirst: Change = (to, of) =>
      change((now) => {
        const [first = {}, ...others] = steps(now.sequence);
        return withField(now, 'sequence', [to(first), ...others]);
      }, of);
    const [first = {}] = steps(node.sequence);
    return (
      <>
        <div className={css.line}>
          <WindowField node={node} change={change} />
          <AddWhere node={first} change={ofFirst} rows={rows} />
          {steps(node.sequence).length < 10 ? (
            <AddButton
              label={words('steps.add')}
              onClick={() =>
                change((now) => withField(now, 'sequence', [...steps(now.sequence), { did: '' }]))
              }
            />
          ) : null}
        </div>
        <WhereLines node={first} change={ofFirst} rows={rows} />
        <StepLines node={node} change={change} />
      </>
    );
  }
  return (
    <>
      <div className={css.line}>
        {verb === 'did' ? <TimesField node={node} change={change} /> : null}
        <WindowField node={node} change={change} />
        <AddWhere node={node} change={change} rows={rows} />
        {(['after', 'before'] as const).map((side) =>
          node[side] === undefined ? (
            <AddButton
              key={side}
              label={words(`neighbour.add_${side}`)}
              onClick={() => change((now) => withField(now, side, { did: '' }))}
            />
          ) : null,
        )}
      </div>
      <WhereLines node={node} change={change} rows={rows} />
      <NeighbourLine side="after" node={node} change={change} />
      <NeighbourLine side="before" node={node} change={change} />
    </>
  );
}

function RowsValue({ node, subject, change }: Fields) {
  const rows = { entity: subject.name };
  return (
    <>
      <div className={css.line}>
        {'has' in node ? <TimesField node={node} change={change} /> : null}
        <WindowField node={node} change={change} />
        <AddWhere node={node} change={change} rows={rows} />
      </div>
      <WhereLines node={node} change={change} rows={rows} />
    </>
  );
}

function PlaceValue({ node, change }: Pick<Fields, 'node' | 'change'>) {
  const words = useTranslations('segments.place');
  const near = typeof node.near === 'object' && node.near !== null ? { ...node.near } : {};
  const degrees = (key: 'latitude' | 'longitude'): unknown =>
    Object.entries(near).find(([name]) => name === key)?.[1];
  const set = (key: 'latitude' | 'longitude') => (value: number | null) =>
    change((now) => withField(now, 'near', { ...near, [key]: value }), key);
  return (
    <div className={css.line}>
      <NumberField
        label={words('km')}
        value={node.km}
        onChange={(km) => change((now) => withField(now, 'km', km), 'km')}
      />
      <span className={css.word}>{words('kmOf')}</span>
      <NumberField label={words('latitude')} value={degrees('latitude')} onChange={set('latitude')} />
      <NumberField label={words('longitude')} value={degrees('longitude')} onChange={set('longitude')} />
    </div>
  );
}
