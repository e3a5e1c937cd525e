import { useTranslations } from 'next-intl';
import { replayRejects } from '../data/actions/start-sync.ts';
import type { RejectGroup } from '../data/sync-rejects.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { ActionForm } from './action-form.tsx';
import { Go } from './go.tsx';
import { Prose } from './prose.tsx';
import css from './reject-groups.module.css';

interface RejectGroupsProps {
  sync: string;
  run: string;
  groups: readonly RejectGroup[];
  /** Whether the reader may send rows again. */
  mayRun: boolean;
  /** The page with a row opened beside its list. */
  href: (key: string) => string;
}

function Group({
  group,
  sync,
  run,
  mayRun,
  href,
}: Omit<RejectGroupsProps, 'groups'> & { group: RejectGroup }) {
  const format = useFormats();
  const words = useTranslations('runs.rejects');
  const { reason: cause, field, rows, hint, personal } = group;
  const samples = personal?.samples ?? [];
  const first = samples.find(({ key }) => key !== null)?.key ?? null;
  return (
    <li className={css.group}>
      <div className={css.head}>
        <span className={css.rows}>{format.exact(rows)}</span>
        <div className={css.words}>
          <p className={css.cause}>{cause === '' ? words('noReason') : cause}</p>
          {field === null ? null : (
            <p className={css.field}>{words.rich('field', { code: () => <code>{field}</code> })}</p>
          )}
          {hint === null ? null : (
            <p className={css.hint}>
              <Prose text={hint} />
            </p>
          )}
        </div>
      </div>
      {samples.length === 0 ? null : (
        <ul className={css.samples} aria-label={words('some')}>
          {samples.map(({ key, reason }, place) => (
            // Rows without a key have nothing else that tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={place}>
              {key === null ? (
                <span className={css.noKey}>{words('noKey')}</span>
              ) : (
                <Go className={css.key} href={href(key)} scroll={false}>
                  {key}
                </Go>
              )}
              <span className={css.reason}>{reason}</span>
            </li>
          ))}
        </ul>
      )}
      {mayRun && personal !== null ? (
        <div className={css.actions}>
          <ActionForm
            action={replayRejects}
            label={words('again', { count: rows })}
            icon="again"
            fields={{ sync, run, cause: personal.cause, field: field ?? '' }}
            small
          />
          {first === null || rows === 1 ? null : (
            <ActionForm
              action={replayRejects}
              label={words('test')}
              icon="test"
              fields={{ sync, run, key: first }}
              title={words('testTitle', { key: first })}
              small
            />
          )}
        </div>
      ) : null}
    </li>
  );
}

/** Rejected rows by cause, with what mends them and the way to send them again. */
export function RejectGroups({ groups, ...rest }: RejectGroupsProps) {
  return (
    <ul className={css.groups}>
      {groups.map((group) => (
        <Group key={`${group.field}/${group.reason}`} group={group} {...rest} />
      ))}
    </ul>
  );
}
