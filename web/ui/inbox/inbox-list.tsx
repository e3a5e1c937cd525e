import { Go } from '../go.tsx';
import { Time } from '../values.tsx';
import css from './inbox.module.css';

interface InboxItem {
  id: string;
  name: string;
  detail: string | null;
  /** ISO time; null where none goes with it. */
  at: string | null;
  act: { text: string; href: string };
}

/** Things that wait, each with the way to decide it. */
export function InboxList({ items, zone }: { items: readonly InboxItem[]; zone: string }) {
  return (
    <ul className={css.list}>
      {items.map(({ id, name, detail, at, act }) => (
        <li key={id} className={css.item}>
          <div className={css.words}>
            <span className={css.name}>{name}</span>
            {detail === null && at === null ? null : (
              <span className={css.detail}>
                {detail}
                {at === null ? null : (
                  <>
                    {' · '}
                    <Time at={at} zone={zone} />
                  </>
                )}
              </span>
            )}
          </div>
          <Go href={act.href}>{act.text}</Go>
        </li>
      ))}
    </ul>
  );
}
