'use client';

import { Autocomplete, Button, Group, TagsInput, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { askForApproval, saveDraft } from '../../data/actions/edit-resource.ts';
import type { ReviewAnswer } from '../../data/segment-answers.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Dialog } from '../dialog.tsx';
import { describeFinding } from '../editor/describe-finding.ts';
import type { ResourceEditor } from '../editor/use-resource-editor.ts';
import { ProblemNote } from '../notes.tsx';
import type { Problem } from '../problem.ts';
import { useBuilder } from './builder-context.ts';
import css from './review.module.css';
import { isSlug, type SegmentDraft, slugOf } from './segment-draft.ts';
import { useAsked } from './use-asked.ts';

export interface Shelf {
  folders: string[];
  tags: string[];
  owners: string[];
}

interface ReviewProps {
  editor: ResourceEditor<SegmentDraft>;
  question: object;
  /** Null of a new segment, which gets its slug here. */
  slug: string | null;
  version: number;
  shelf: Shelf;
  onClose: () => void;
}

const orNone = (text: string): string | undefined => (text === '' ? undefined : text);

/** What putting the draft in force changes, what it is called, and the button that does it. */
export function Review({ editor, question, slug, version, shelf, onClose }: ReviewProps) {
  const { ask, catalogue } = useBuilder();
  const words = useTranslations('segments.review');
  const common = useTranslations('common');
  const { spec, change, problems, failure } = editor;
  const review = useAsked<ReviewAnswer>(ask('review'), question, 0);
  const [ownSlug, setOwnSlug] = useState<string | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const [asking, setAsking] = useState<Problem | 'pending' | null>(null);
  const chosen = slug ?? ownSlug ?? slugOf(spec.name ?? '');
  const taken = slug === null && catalogue.segments.some((segment) => segment.slug === chosen);
  const slugError = taken ? words('taken') : chosen !== '' && !isSlug(chosen) ? words('noSlug') : null;
  const blocked = chosen === '' || slugError !== null;
  const set = (field: 'name' | 'description' | 'folder' | 'owner') => (text: string) =>
    change((now) => ({ ...now, [field]: orNone(text) }), field);

  const approve = async () => {
    setAsking('pending');
    const draft = { kind: 'segment' as const, slug: slug ?? 'new', spec, baseVersion: version };
    const problem = (await saveDraft(draft)) ?? (await askForApproval('segment', slug ?? 'new', note ?? ''));
    setAsking(problem);
    if (problem !== null) return;
    notifications.show({ message: words('asked'), color: 'moss' });
    onClose();
  };

  return (
    <Dialog onClose={onClose} size="lg" title={words(slug === null ? 'titleNew' : 'title')}>
      <div className={css.review}>
        <Impact review={review.data} problem={review.problem} fresh={slug === null} />
        <TextInput
          data-autofocus
          label={common('name')}
          required
          value={spec.name ?? ''}
          onChange={(event) => set('name')(event.currentTarget.value)}
        />
        {slug === null ? (
          <TextInput
            label={words('slug')}
            description={words('slugHint')}
            value={chosen}
            error={slugError}
            classNames={{ input: css.mono }}
            onChange={(event) => setOwnSlug(event.currentTarget.value)}
          />
        ) : null}
        <Textarea
          label={common('description')}
          autosize
          minRows={2}
          maxRows={6}
          value={spec.description ?? ''}
          onChange={(event) => set('description')(event.currentTarget.value)}
        />
        <div className={css.three}>
          <Autocomplete
            label={words('folder')}
            data={shelf.folders}
            value={spec.folder ?? ''}
            onChange={set('folder')}
          />
          <TagsInput
            label={words('tags')}
            data={shelf.tags}
            value={spec.tags ?? []}
            onChange={(tags) =>
              change((now) => ({ ...now, tags: tags.length === 0 ? undefined : tags }), 'tags')
            }
          />
          <Autocomplete
            label={words('owner')}
            data={shelf.owners}
            value={spec.owner ?? ''}
            onChange={set('owner')}
          />
        </div>
        {failure === null ? null : <ProblemNote problem={failure} />}
        {problems.length === 0 ? null : (
          <ul className={css.problems} role="alert">
            {problems.slice(0, 8).map((problem) => (
              <li key={`${problem.field} ${problem.message}`}>{describeFinding(problem)}</li>
            ))}
          </ul>
        )}
        {note === null ? null : (
          <Textarea
            label={words('note')}
            description={words('noteHint')}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        {asking === null || asking === 'pending' ? null : <ProblemNote problem={asking} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="subtle" color="gray" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button
            variant="default"
            loading={asking === 'pending'}
            onClick={() => (note === null ? setNote('') : void approve())}
          >
            {words(note === null ? 'ask' : 'askNow')}
          </Button>
          <Button loading={editor.saving} disabled={blocked} onClick={() => void editor.save(chosen)}>
            {words('publish')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

function Impact({
  review,
  problem,
  fresh,
}: {
  review: ReviewAnswer | undefined;
  problem: Problem | null;
  fresh: boolean;
}) {
  const format = useFormats();
  const words = useTranslations('segments.review');
  if (problem) return <ProblemNote problem={problem} tone="warning" />;
  if (!review) return <p className={css.impact}>{words('working')}</p>;
  const { turnover, syncs, others } = review;
  const still = turnover !== null && turnover.enter + turnover.leave === 0;
  return (
    <div className={css.impact}>
      <p data-impact="">
        {turnover === null
          ? words('notComputed')
          : fresh
            ? words('fresh', { count: turnover.after, shown: format.exact(turnover.after) })
            : still
              ? words('still')
              : words('moves', {
                  enter: format.exact(turnover.enter),
                  leave: format.exact(turnover.leave),
                })}{' '}
        {fresh || still ? null : words('syncs', { count: syncs.length })}
      </p>
      {syncs.length + others.length === 0 ? null : (
        <ul>
          {[...syncs, ...others].map(({ kind, slug, name }) => (
            <li key={`${kind}/${slug}`}>
              {name}{' '}
              <span>{words(`kinds.${kind === 'sync' ? 'sync' : kind === 'list' ? 'list' : 'segment'}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
