'use client';

import { ActionIcon, Switch, TagsInput, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { humanise } from '../../../models/words/names.ts';
import type { Comparison } from '../../../models/workspace/kinds/fuzzy.ts';
import type { LevelEstimate } from '../../data/rules-columns.ts';
import { withField } from '../editor/with-field.ts';
import { estimatesOf, isSlug, shareStart } from './fuzzy-edits.ts';
import { type FuzzyPart, useLevelWords } from './fuzzy-parts.ts';
import { LevelTable } from './level-table.tsx';
import css from './rules-editor.module.css';

interface ComparisonRowProps extends Pick<FuzzyPart, 'locked' | 'faultOf' | 'faultWithin'> {
  name: string;
  comparison: Comparison;
  taken: readonly string[];
  /** The columns that may be compared. */
  paths: readonly string[];
  jaroWinkler: boolean;
  /** Of the comparison of this name that is in force. */
  estimates: readonly LevelEstimate[] | undefined;
  open: boolean;
  onOpen: (open: boolean) => void;
  /** How many levels the given shares had that no longer fitted; null where none went. */
  dropped: number | null;
  onDrop: (levels: number) => void;
  onRename: (to: string) => void;
  onRemove: () => void;
  onChange: (to: (comparison: Comparison) => Comparison, of?: string) => void;
}

/** One compared column: its name, where its values come from, and the levels at which two of them agree. */
export function ComparisonRow(props: ComparisonRowProps) {
  const { name, comparison, dropped, locked, faultOf, faultWithin, onChange } = props;
  const words = useTranslations('identity.fuzzy');
  const levels = useLevelWords();
  const body = useId();
  const title = humanise(name);
  const path = `compare.${name}`;
  const { open } = props;
  const fault = faultOf(path);
  const estimates = estimatesOf(comparison, props.estimates);
  const gone = dropped !== null && comparison.m === undefined && comparison.u === undefined;
  const share = (of: 'm' | 'u') => (
    <Switch
      label={words(of === 'm' ? 'giveM' : 'giveU')}
      description={words(of === 'm' ? 'giveMHelp' : 'giveUHelp')}
      disabled={locked}
      checked={comparison[of] !== undefined}
      onChange={(event) => {
        const given = event.currentTarget.checked;
        onChange((now) => withField(now, of, given ? shareStart(now, of, estimates) : undefined));
      }}
    />
  );
  return (
    <li className={css.type} aria-label={title}>
      <div className={css.typeHead}>
        <UnstyledButton
          className={css.opener}
          aria-expanded={open}
          aria-controls={body}
          onClick={() => props.onOpen(!open)}
        >
          <IconChevronRight size={16} stroke={1.5} aria-hidden="true" data-open={open} />
          <strong className={css.typeName} title={name}>
            {title}
          </strong>
        </UnstyledButton>
        <span className={css.levelLine}>{levels.all(comparison).join(' › ')}</span>
        {locked ? null : (
          <ActionIcon aria-label={words('remove', { name: title })} onClick={props.onRemove}>
            <IconTrash size={16} stroke={1.5} />
          </ActionIcon>
        )}
      </div>
      {fault === null ? null : (
        <p className={css.fault} role="alert">
          {fault}
        </p>
      )}
      <div id={body} className={css.opened} hidden={!open}>
        {open ? (
          <>
            <div className={css.fields}>
              <NameField name={name} taken={props.taken} locked={locked} onRename={props.onRename} />
              <TagsInput
                className={css.fromColumns}
                label={words('from')}
                description={words('fromHelp')}
                data={[...props.paths]}
                limit={200}
                value={comparison.from}
                disabled={locked}
                acceptValueOnBlur
                error={faultWithin(`${path}.from`)}
                onChange={(from) => onChange((now) => ({ ...now, from }), 'from')}
              />
            </div>
            <LevelTable
              title={title}
              comparison={comparison}
              estimates={estimates}
              jaroWinkler={props.jaroWinkler}
              locked={locked}
              faultOf={(field) => faultWithin(`${path}.${field}`)}
              onDrop={props.onDrop}
              onChange={onChange}
            />
            {gone ? (
              <p className={css.explain} role="status">
                {words('dropped', { count: dropped })}
              </p>
            ) : null}
            <div className={css.fields}>
              <Switch
                label={words('termFrequency')}
                description={words('termFrequencyHelp')}
                disabled={locked}
                checked={comparison.term_frequency}
                onChange={(event) => {
                  const rare = event.currentTarget.checked;
                  onChange((now) => ({ ...now, term_frequency: rare }));
                }}
              />
              {share('m')}
              {share('u')}
            </div>
          </>
        ) : null}
      </div>
    </li>
  );
}

interface NameFieldProps {
  name: string;
  taken: readonly string[];
  locked: boolean;
  onRename: (to: string) => void;
}

/** The name takes effect when it is left: half of it would be a name too. */
function NameField({ name, taken, locked, onRename }: NameFieldProps) {
  const words = useTranslations('identity.fuzzy');
  const [typed, setTyped] = useState(name);
  const [seen, setSeen] = useState(name);
  if (name !== seen) {
    setSeen(name);
    setTyped(name);
  }
  const fault = !isSlug(typed)
    ? words('nameFault')
    : typed !== name && taken.includes(typed)
      ? words('nameTaken')
      : null;
  const put = () => {
    if (fault === null && typed !== name) onRename(typed);
  };
  return (
    <TextInput
      label={words('name')}
      description={words('nameHelp')}
      value={typed}
      maxLength={63}
      disabled={locked}
      error={fault}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={put}
      onKeyDown={(event) => {
        if (event.key === 'Enter') put();
        if (event.key === 'Escape') setTyped(name);
      }}
    />
  );
}
