import { getTranslations } from 'next-intl/server';
import { decideDraft } from '../../data/actions/decide-draft.ts';
import type { AskedDraft } from '../../data/inbox.ts';
import { ActionForm } from '../action-form.tsx';
import { Go } from '../go.tsx';
import { Note } from '../notes.tsx';
import { type Paths, resourcePath } from '../paths.ts';
import { TextDiff } from '../text-diff.tsx';
import { Time } from '../values.tsx';
import css from './inbox.module.css';

type WhyNot = 'unfinished' | 'outdated' | 'own' | 'noRight' | 'same';

function whyNot({ after, before, outdated, own, decidable }: AskedDraft): WhyNot | null {
  if (own) return 'own';
  if (after === null) return 'unfinished';
  if (outdated) return 'outdated';
  if (after === before) return 'same';
  return decidable ? null : 'noRight';
}

/** A draft as it differs from what is in force, and the two answers. */
export async function DraftToDecide({
  draft,
  zone,
  paths,
}: {
  draft: AskedDraft;
  zone: string;
  paths: Paths;
}) {
  const words = await getTranslations('inbox');
  const shell = await getTranslations('shell');
  const href = resourcePath(paths, draft.kind, draft.slug);
  const reason = whyNot(draft);
  const fields = { draft: draft.id, asked: draft.askedAt };
  const mayDecline = !draft.own && reason !== 'noRight';
  return (
    <article className={css.draft} aria-label={draft.name}>
      <div className={css.head}>
        <div className={css.words}>
          <span className={css.name}>
            {shell(`kinds.${draft.kind}`)}:{' '}
            {href === null || draft.before === null ? draft.name : <Go href={href}>{draft.name}</Go>}
          </span>
          <span className={css.detail}>
            {words('asked', { author: draft.author })}
            {' · '}
            <Time at={draft.askedAt} zone={zone} />
          </span>
        </div>
        {mayDecline ? (
          <div className={css.acts}>
            <ActionForm
              action={decideDraft}
              label={words('decline')}
              icon="discard"
              fields={{ ...fields, decision: 'decline' }}
            />
            {reason === null ? (
              <ActionForm
                action={decideDraft}
                label={words('approve')}
                icon="approve"
                fields={{ ...fields, decision: 'approve' }}
              />
            ) : null}
          </div>
        ) : null}
      </div>
      {draft.note === null ? null : <blockquote className={css.quote}>{draft.note}</blockquote>}
      {draft.after === null ? null : <TextDiff before={draft.before ?? ''} after={draft.after} />}
      {reason === null ? null : <Note>{words(reason)}</Note>}
    </article>
  );
}
