import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../models/words/names.ts';
import { may } from '../../data/authorise.ts';
import type { PlanSample } from '../../data/plan-report.ts';
import { Go } from '../go.tsx';
import { Empty, Note } from '../notes.tsx';
import type { Paths } from '../paths.ts';
import { Id } from '../values.tsx';
import css from './plan-samples.module.css';

interface PlanSamplesProps {
  kind: 'merges' | 'splits';
  samples: readonly PlanSample[];
  /** How many there are in all. */
  total: number;
  paths: Paths;
}

/** The merges or splits that concern most people; each opens what is one and what is many, before and after. */
export async function PlanSamples({ kind, samples, total, paths }: PlanSamplesProps) {
  const [words, personal] = await Promise.all([getTranslations('identity.plan'), may('personal.read')]);
  if (samples.length === 0) return <Empty>{words(`none.${kind}`)}</Empty>;
  const merges = kind === 'merges';
  return (
    <>
      <ul className={css.samples}>
        {samples.map((sample) => {
          const one = (
            <Side title={words(merges ? 'then' : 'today')}>
              <Person id={sample.weft_id} href={merges ? null : paths.identityGraph(sample.weft_id)}>
                {words('recordsOf', { records: sample.records })}
              </Person>
            </Side>
          );
          const many = (
            <Side title={words(merges ? 'today' : 'then')}>
              {sample.parts.map((part) => (
                <Person
                  key={part.weft_id}
                  id={part.weft_id}
                  href={merges || part.weft_id === sample.weft_id ? paths.identityGraph(part.weft_id) : null}
                >
                  {words('recordsOf', { records: part.records })}
                  {personal && part.identifiers.length > 0 ? (
                    <span className={css.values}>{valuesOf(part.identifiers)}</span>
                  ) : null}
                </Person>
              ))}
              {sample.persons > sample.parts.length ? (
                <p className={css.more}>
                  {words('andMore', { count: sample.persons - sample.parts.length })}
                </p>
              ) : null}
            </Side>
          );
          return (
            <li key={sample.weft_id}>
              <details className={css.sample}>
                <summary>
                  {words(`sample.${kind}`, { persons: sample.persons, records: sample.records })}
                  {sample.shared.length > 0 ? (
                    <span className={css.shared}>
                      {words(merges ? 'byShared' : 'joinedBy', {
                        values: personal
                          ? valuesOf(sample.shared)
                          : [...new Set(sample.shared.map(({ type }) => humanise(type)))].join(', '),
                      })}
                    </span>
                  ) : null}
                </summary>
                <div className={css.sides}>
                  {merges ? many : one}
                  {merges ? one : many}
                </div>
              </details>
            </li>
          );
        })}
      </ul>
      {total > samples.length ? <Note>{words('mostOf', { shown: samples.length, total })}</Note> : null}
    </>
  );
}

const valuesOf = (identifiers: PlanSample['shared']): string =>
  identifiers.map(({ type, value }) => `${humanise(type)} ${value}`.trim()).join(', ');

function Side({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={css.side}>
      <h3 className={css.title}>{title}</h3>
      {children}
    </section>
  );
}

function Person({ id, href, children }: { id: string; href: string | null; children: React.ReactNode }) {
  return (
    <div className={css.person}>
      {href === null ? (
        <Id>{id.slice(0, 8)}</Id>
      ) : (
        <Go href={href}>
          <Id>{id.slice(0, 8)}</Id>
        </Go>
      )}{' '}
      {children}
    </div>
  );
}
