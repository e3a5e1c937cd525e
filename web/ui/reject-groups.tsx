import { replayRejects } from '../data/actions/start-sync.ts';
import type { RejectGroup } from '../data/sync-rejects.ts';
import { ActionForm } from './action-form.tsx';
import { formatExact, plural } from './format.ts';
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
  const { reason: cause, field, rows, hint, personal } = group;
  const samples = personal?.samples ?? [];
  const first = samples.find(({ key }) => key !== null)?.key ?? null;
  return (
    <li className={css.group}>
      <div className={css.head}>
        <span className={css.rows}>{formatExact(rows)}</span>
        <div className={css.words}>
          <p className={css.cause}>{cause === '' ? 'No reason was given' : cause}</p>
          {field === null ? null : (
            <p className={css.field}>
              Field <code>{field}</code>
            </p>
          )}
          {hint === null ? null : (
            <p className={css.hint}>
              <Prose text={hint} />
            </p>
          )}
        </div>
      </div>
      {samples.length === 0 ? null : (
        <ul className={css.samples} aria-label="Some of the rows">
          {samples.map(({ key, reason }, place) => (
            // Rows without a key have nothing else that tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={place}>
              {key === null ? (
                <span className={css.noKey}>no key</span>
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
            label={`Send ${rows === 1 ? 'this row' : `these ${plural(rows, 'row')}`} again`}
            icon="again"
            fields={{ sync, run, cause: personal.cause, field: field ?? '' }}
            small
          />
          {first === null || rows === 1 ? null : (
            <ActionForm
              action={replayRejects}
              label="Test on one row"
              icon="test"
              fields={{ sync, run, key: first }}
              title={`Sends ${first} alone, to see whether the mend holds.`}
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
