import css from './initials.module.css';

/** A kind of destination as its first letters: no logo of anybody's is shipped. */
export function Initials({ name, slug }: { name: string; slug: string }) {
  const capitals = name.replaceAll(/[^A-Z]/g, '');
  const letters = capitals.length > 1 ? capitals.slice(0, 2) : name.slice(0, 2);
  return (
    <span className={css.initials} data-type={slug} aria-hidden="true">
      {letters}
    </span>
  );
}
