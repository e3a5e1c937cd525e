import { type ReactNode, Suspense } from 'react';
import css from './page.module.css';

interface PageProps {
  title: string;
  /** Stands in the title's place where it has to be read first; the title is then what it is until then. */
  heading?: Promise<string>;
  /** One or two lines below the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** Takes the whole width of the window: for a picture, or an editor with a pane beside it. */
  wide?: boolean;
  children: ReactNode;
}

/** A page: its title, what it is in a line, its actions, and its sections. */
export function Page({ title, heading, lead, actions, wide, children }: PageProps) {
  return (
    <div className={css.page} data-wide={wide}>
      <header className={css.head}>
        <div className={css.words}>
          <h1 className={css.title} title={title.length > 80 ? title : undefined}>
            {heading ? <Suspense fallback={title}>{heading}</Suspense> : title}
          </h1>
          {lead ? <div className={css.lead}>{lead}</div> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  title: string;
  /** Right of the title: an age, a count, a link. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h2 className={css.sectionTitle}>{title}</h2>
        {aside ? <div className={css.aside}>{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}
