import { CopyText } from '../copy-text.tsx';
import css from './settings.module.css';

/** A secret that is shown now and never again. */
export function ShownOnce({ words, label, secret }: { words: string; label: string; secret: string }) {
  return (
    <div className={css.once} role="status">
      <p>{words}</p>
      <div className={css.secret}>
        <code>{secret}</code>
        <CopyText text={secret} label={label} />
      </div>
    </div>
  );
}
