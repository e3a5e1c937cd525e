import { getTranslations } from 'next-intl/server';
import type { DestinationType } from '../../data/destinations.ts';
import { Go } from '../go.tsx';
import css from './catalogue.module.css';
import { Initials } from './initials.tsx';

/** Every kind of destination, each with what it is and what it can be sent. */
export async function Catalogue({
  types,
  href,
}: {
  types: readonly DestinationType[];
  href: (type: string) => string;
}) {
  const words = await getTranslations('destinations');
  return (
    <ul className={css.types}>
      {types.map(({ slug, name, description, objects }) => (
        <li key={slug} className={css.type}>
          <Initials name={name} slug={slug} />
          <div className={css.words}>
            <h2 className={css.name}>
              <Go href={href(slug)} className={css.link}>
                {name}
              </Go>
            </h2>
            <p className={css.description}>{description}</p>
            <dl className={css.objects}>
              {objects.map(({ title, modes }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>{modes.map((mode) => words(`modes.${mode}`)).join(', ')}</dd>
                </div>
              ))}
            </dl>
          </div>
        </li>
      ))}
    </ul>
  );
}
