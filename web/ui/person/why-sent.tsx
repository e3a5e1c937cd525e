import { getTranslations } from 'next-intl/server';
import type { SeenCondition, SegmentStep, WhySent } from '../../data/why-sent.ts';
import { whySent } from '../../data/why-sent.ts';
import { getFormats } from '../../i18n/get-formats.ts';
import { Go } from '../go.tsx';
import { Empty, Note } from '../notes.tsx';
import { Operation } from '../operation.tsx';
import { Part } from '../part.tsx';
import type { Paths } from '../paths.ts';
import { RowDrawer } from '../row-drawer.tsx';
import { RunStatus } from '../run-status.tsx';
import { kindWord } from '../run-words.ts';
import { PendingRows } from '../skeletons.tsx';
import { Status } from '../status.tsx';
import { Dim, Id, Time } from '../values.tsx';
import { sentRowOf } from './sent-row.ts';
import css from './why-sent.module.css';

interface WhyProps {
  weftId: string;
  paths: Paths;
  zone: string;
}

const causeKeys = { data: 'causeData', definition: 'causeDefinition', identity: 'causeIdentity' } as const;

async function Sentence({ why, paths, zone }: Omit<WhyProps, 'weftId'> & { why: WhySent }) {
  const format = await getFormats();
  const words = await getTranslations('profiles.why');
  const step = why.segments.find(({ move }) => move !== null);
  if (step?.move) {
    const { move, name, slug } = step;
    return (
      <p className={css.sentence}>
        {words.rich(move.change === 'entered' ? 'sentenceEntered' : 'sentenceLeft', {
          name,
          day: format.day(move.at, zone),
          cause: words(causeKeys[move.cause]),
          segment: (text) => (
            <Go key="segment" href={paths.segment(slug)}>
              {text}
            </Go>
          ),
        })}
      </p>
    );
  }
  return (
    <p className={css.sentence}>
      {why.from === null
        ? words('sentencePlain', { sync: why.sync.name })
        : words('sentenceFrom', { sync: why.sync.name, from: why.from })}
    </p>
  );
}

async function Condition({
  seen,
  then,
  weftId,
  paths,
}: Omit<WhyProps, 'zone'> & { seen: SeenCondition; then: boolean }) {
  const words = await getTranslations('profiles.why');
  const said = seen.value === 'true' ? words('yes') : seen.value === 'false' ? words('no') : seen.value;
  const value = said ?? words('notSet');
  const wanted = seen.holds !== seen.negated;
  return (
    <li className={css.condition}>
      <span>{seen.negated ? words('noneOf', { condition: seen.words }) : seen.words}</span>
      <span className={css.seen}>
        <Status tone={wanted ? 'good' : 'bad'}>{words(wanted ? 'holds' : 'fails')}</Status>
        <Dim>{words(then ? 'was' : 'is', { value })}</Dim>
      </span>
      <span>
        {seen.evidence === null ? (
          <Dim>{words('noRecord')}</Dim>
        ) : (
          <Go href={paths.record(weftId, seen.evidence)}>
            {words('record', { name: seen.evidence.name, key: seen.evidence.key.join(' ').slice(0, 40) })}
          </Go>
        )}
      </span>
    </li>
  );
}

async function Step({ step, weftId, paths, zone }: WhyProps & { step: SegmentStep }) {
  const format = await getFormats();
  const words = await getTranslations('profiles.why');
  return (
    <>
      <li className={css.step}>
        <span className={css.name}>{words('entry')}</span>
        <span className={css.said}>
          <Go href={paths.segment(step.slug, 'history')}>{step.name}</Go>
          <Dim>
            {step.move === null
              ? words('noEntry')
              : words(step.move.change === 'entered' ? 'enteredAt' : 'leftAt', {
                  time: format.time(step.move.at, zone),
                  cause: words(causeKeys[step.move.cause]),
                })}
          </Dim>
        </span>
      </li>
      <li className={css.step}>
        <span className={css.name}>{words('conditions')}</span>
        <span className={css.said}>
          {step.conditions.length === 0 ? (
            <Dim>{words('own')}</Dim>
          ) : (
            <>
              <Dim>
                {step.asOf === null ? words('asNow') : words('asOf', { time: format.time(step.asOf, zone) })}
              </Dim>
              <ul className={css.conditions}>
                {step.conditions.map((seen) => (
                  <Condition
                    key={seen.words}
                    seen={seen}
                    then={step.asOf !== null}
                    weftId={weftId}
                    paths={paths}
                  />
                ))}
              </ul>
            </>
          )}
        </span>
      </li>
    </>
  );
}

async function Chain({ why, ...given }: WhyProps & { why: WhySent }) {
  const runs = await getTranslations('runs');
  const format = await getFormats();
  const words = await getTranslations('profiles.why');
  const { sent, run, sync } = why;
  const { paths, zone } = given;
  return (
    <>
      <Sentence why={why} paths={paths} zone={zone} />
      <ol className={css.chain}>
        <li className={css.step}>
          <span className={css.name}>{words('send')}</span>
          <span className={css.said}>
            <span className={css.facts}>
              <Operation name={sent.operation} /> <RunStatus status={sent.status} />
              <Time at={sent.at} zone={zone} full />
            </span>
            {sent.reason === null ? null : <Dim>{sent.reason}</Dim>}
          </span>
        </li>
        <li className={css.step}>
          <span className={css.name}>{words('run')}</span>
          <span className={css.said}>
            <Go href={paths.syncRun(sync.slug, run.id)}>{sync.name}</Go>
            <Dim>
              {kindWord(runs, run.kind)}, {words('startedAt')} {format.time(run.startedAt, zone)}
              {run.approvedBy === null ? '' : `, ${words('approvedBy', { who: run.approvedBy })}`}
            </Dim>
          </span>
        </li>
        <li className={css.step}>
          <span className={css.name}>{words('row')}</span>
          <span className={css.said}>
            {sent.key === null ? (
              <Dim>{words('keyHidden')}</Dim>
            ) : (
              <>
                <Id>{sent.key}</Id>
                <Go href={paths.syncRow({ q: sent.key, sync: sync.slug })}>{words('life')}</Go>
              </>
            )}
          </span>
        </li>
        {why.segments.map((step) => (
          <Step key={step.slug} step={step} {...given} />
        ))}
      </ol>
      {sync.declared ? null : <Note>{words('gone')}</Note>}
    </>
  );
}

/** The chain from a row that was sent to the records behind it, beside the list that it is from. */
export async function WhyDrawer({
  row,
  closed,
  ...given
}: WhyProps & { row: string | null; closed: string }) {
  const words = await getTranslations('profiles.why');
  const asked = sentRowOf(row);
  if (asked === null) return null;
  return (
    <RowDrawer title={words('title')} closed={closed}>
      <Part key={row} load={() => whySent(given.weftId, asked)} pending={<PendingRows rows={6} />}>
        {(why) => (why === null ? <Empty>{words('gone')}</Empty> : <Chain why={why} {...given} />)}
      </Part>
    </RowDrawer>
  );
}
