'use client';

import { Button, Group, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowsJoin2, IconArrowsSplit2 } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { decidePair, undoDecision } from '../../data/actions/decide-person.ts';
import type { PairView, ReviewView } from '../../data/identity-review.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Empty, ProblemNote } from '../notes.tsx';
import type { Problem } from '../problem.ts';
import css from './review-queue.module.css';

type Answered = 'same' | 'different';

/** The queue of pairs, one decided after the other: by button, or S and D; J and K move. */
export function ReviewQueue({ review }: { review: ReviewView }) {
  const words = useTranslations('identity.review');
  const format = useFormats();
  const [decided, setDecided] = useState<{ pair: PairView; answer: Answered; id: string | null }[]>([]);
  const [current, setCurrent] = useState(review.pairs[0]?.id ?? null);
  const [why, setWhy] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = review.pairs.filter(({ id }) => !decided.some(({ pair }) => pair.id === id));
  const at = Math.max(
    0,
    open.findIndex(({ id }) => id === current),
  );
  const pair = open[at];
  const move = (by: number) => setCurrent(open[Math.max(0, Math.min(open.length - 1, at + by))]?.id ?? null);

  const decideIt = async (answer: Answered) => {
    if (!pair || !review.editable) return;
    setProblem(null);
    // It leaves the queue at once, and comes back where it could not be decided.
    setDecided((before) => [{ pair, answer, id: null }, ...before]);
    setCurrent(open[at + 1]?.id ?? open[at - 1]?.id ?? null);
    const result = await decidePair(
      pair.id,
      answer,
      why.trim() === '' ? words(`reason.${answer}`) : why,
    ).catch(() => ({ decision: null, problem: { cause: words('unreachable') } }));
    setDecided((before) =>
      result.decision === null
        ? before.filter((one) => one.pair.id !== pair.id)
        : before.map((one) => (one.pair.id === pair.id ? { ...one, id: result.decision } : one)),
    );
    if (result.problem) {
      setProblem(result.problem);
      setCurrent(pair.id);
    }
  };
  const takeBack = async (id: string, of: PairView) => {
    setProblem(null);
    const result = await undoDecision(id, words('undoReason')).catch(() => ({
      problem: { cause: words('unreachable') },
    }));
    if (result.problem) return setProblem(result.problem);
    setDecided((before) => before.filter((one) => one.pair.id !== of.id));
    setCurrent(of.id);
  };
  useHotkeys([
    ['S', () => void decideIt('same')],
    ['D', () => void decideIt('different')],
    ['J', () => move(1)],
    ['K', () => move(-1)],
  ]);

  const waiting = review.waiting - decided.length;
  const last = decided[0];
  return (
    <div className={css.queue}>
      <p className={css.waiting} role="status">
        {words('waiting', { waiting })}
        {last ? (
          <>
            {' '}
            {words(`answered.${last.answer}`, { one: last.pair.records[0], other: last.pair.records[1] })}{' '}
            {last.id === null ? null : (
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => void takeBack(last.id ?? '', last.pair)}
              >
                {words('undo')}
              </Button>
            )}
          </>
        ) : null}
      </p>
      {problem === null ? null : <ProblemNote problem={problem} />}
      {pair ? (
        <article
          className={css.pair}
          aria-label={words('pair', { one: pair.records[0], other: pair.records[1] })}
        >
          <header className={css.head}>
            <h2>{words('likely', { share: format.fixed(pair.probability * 100, 1) })}</h2>
            <span className={css.place}>{words('place', { place: at + 1, count: open.length })}</span>
          </header>
          <table className={css.compared}>
            <thead>
              <tr>
                <th scope="col">{words('column')}</th>
                <th scope="col">{pair.records[0]}</th>
                <th scope="col">{pair.records[1]}</th>
                <th scope="col">{words('says')}</th>
              </tr>
            </thead>
            <tbody>
              {pair.compared.map(({ column, values, condition, weight }) => (
                <tr key={column}>
                  <th scope="row">{column}</th>
                  <td>{values[0] ?? '–'}</td>
                  <td data-differs={values[0] !== values[1]}>{values[1] ?? '–'}</td>
                  <td className={css.weight}>
                    {condition === null
                      ? words('nothing')
                      : `${condition} (${weight < 0 ? '−' : '+'}${format.fixed(Math.abs(weight), 1)})`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {review.editable ? (
            <div className={css.acts}>
              <TextInput
                className={css.why}
                label={words('why')}
                placeholder={words('whyPlaceholder')}
                value={why}
                maxLength={2000}
                onChange={(event) => setWhy(event.currentTarget.value)}
              />
              <Group gap="sm">
                <Button
                  variant="default"
                  leftSection={<IconArrowsSplit2 size={16} stroke={1.5} aria-hidden="true" />}
                  onClick={() => void decideIt('different')}
                >
                  {words('different')}
                </Button>
                <Button
                  leftSection={<IconArrowsJoin2 size={16} stroke={1.5} aria-hidden="true" />}
                  onClick={() => void decideIt('same')}
                >
                  {words('same')}
                </Button>
              </Group>
            </div>
          ) : (
            <p className={css.place}>{words('readOnly')}</p>
          )}
          <p className={css.place}>{words('keys')}</p>
        </article>
      ) : (
        <Empty detail={words('emptyDetail')}>{words(waiting > 0 ? 'pageDone' : 'empty')}</Empty>
      )}
    </div>
  );
}
