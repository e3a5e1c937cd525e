import css from './go.module.css';

/** Two pixels along the top while the page's next state is on its way; the old content stays meanwhile. */
export const PendingLine = () => <span className={css.line} aria-hidden="true" />;
