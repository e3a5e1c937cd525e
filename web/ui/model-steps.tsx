import { useTranslations } from 'next-intl';
import type { Taken } from '../data/model-costs.ts';
import type { RunView, StepView } from '../data/runs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { stateOf } from '../words/run-words.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import type { Formats } from './format.ts';
import { Go } from './go.tsx';
import css from './model-steps.module.css';
import { statusWord } from './run-words.ts';
import { Status } from './status.tsx';
import { Count, Id, Missing } from './values.tsx';

/** When a step ran within its run, in shares of the run's length. */
export interface Span {
  from: number;
  length: number;
}

/** The spans of all steps of a run. */
export function spansOf(run: RunView, steps: readonly StepView[]): Map<string, Span> {
  const starts = steps.flatMap((step) => (step.startedAt === null ? [] : [Date.parse(step.startedAt)]));
  const begin = Math.min(...starts);
  const now = run.endedAt === null ? Date.now() : Date.parse(run.endedAt);
  const ends = steps.map((step) => endOf(step, now));
  const whole = Math.max(1, Math.max(...ends) - begin);
  return new Map(
    steps.flatMap((step) => {
      if (step.startedAt === null) return [];
      const from = Date.parse(step.startedAt) - begin;
      return [
        [step.name, { from: from / whole, length: (endOf(step, now) - begin - from) / whole }] as const,
      ];
    }),
  );
}

function endOf(step: StepView, now: number): number {
  if (step.startedAt === null) return 0;
  if (step.seconds === null) return step.status === 'running' ? now : Date.parse(step.startedAt);
  return Date.parse(step.startedAt) + step.seconds * 1000;
}

function Lane({ step, span }: { step: StepView; span: Span | undefined }) {
  return (
    <span className={css.lane} aria-hidden="true">
      {span ? (
        <span
          className={css.bar}
          data-tone={stateOf(step.status).tone}
          style={{ left: `${span.from * 100}%`, width: `${span.length * 100}%` }}
        />
      ) : null}
    </span>
  );
}

type StepCost = Taken & { rows: number | null };

/** Bytes and credits, where the engine tells them. */
function costColumns(
  format: Formats,
  costs: ReadonlyMap<string, StepCost>,
  words: { read: string; credits: string; notTold: string },
): TableColumn<StepView>[] {
  const kinds = [
    { key: 'bytes', title: words.read, written: format.size },
    { key: 'credits', title: words.credits, written: format.credits },
  ] as const;
  return kinds
    .filter(({ key }) => [...costs.values()].some((cost) => cost[key] !== null))
    .map(({ key, title, written }) => ({
      key,
      title,
      align: 'end',
      width: '100px',
      cell: (step) => {
        const value = costs.get(step.name)?.[key] ?? null;
        return value === null ? <Missing reason={words.notTold} /> : written(value);
      },
    }));
}

/** The models or the tests of a refresh: how each went, how long it took, and when within the run. */
export function ModelSteps({
  steps,
  spans,
  caption,
  costs = new Map(),
  hrefOf,
}: {
  steps: readonly StepView[];
  spans: ReadonlyMap<string, Span>;
  caption: string;
  /** What the models took, by name, once that is recorded. */
  costs?: ReadonlyMap<string, StepCost>;
  /** The page of a step, of those that have one. */
  hrefOf?: (name: string) => string;
}) {
  const format = useFormats();
  const runs = useTranslations('runs');
  const words = useTranslations('models.steps');
  const rowsOf = (step: StepView) => step.rows ?? costs.get(step.name)?.rows ?? null;
  return (
    <DataTable
      caption={caption}
      rows={steps}
      rowKey={(step) => step.name}
      columns={[
        {
          key: 'name',
          title: words('name'),
          clip: true,
          cell: (step) =>
            hrefOf === undefined ? (
              <Id>{step.name}</Id>
            ) : (
              <Go href={hrefOf(step.name)}>
                <Id>{step.name}</Id>
              </Go>
            ),
        },
        {
          key: 'status',
          title: words('state'),
          width: '130px',
          cell: (step) => (
            <Status tone={stateOf(step.status).tone}>
              {step.kind === 'test' && step.status === 'succeeded'
                ? words('passed')
                : statusWord(runs, step.status)}
            </Status>
          ),
        },
        {
          key: 'lane',
          title: words('within'),
          width: '34%',
          from: 'roomy',
          cell: (step) => <Lane step={step} span={spans.get(step.name)} />,
        },
        ...(steps.some((step) => rowsOf(step) !== null)
          ? [
              {
                key: 'rows',
                title: words('rows'),
                align: 'end' as const,
                width: '100px',
                cell: (step: StepView) => <Count value={rowsOf(step)} reason={words('noCount')} />,
              },
            ]
          : []),
        ...costColumns(format, costs, {
          ...{ read: words('read'), credits: words('credits') },
          notTold: words('notTold'),
        }),
        {
          key: 'seconds',
          title: words('took'),
          align: 'end',
          width: '100px',
          cell: (step) =>
            step.seconds === null ? <Missing reason={words('notOver')} /> : format.seconds(step.seconds),
        },
      ]}
    />
  );
}

/** Whether a step did not go well and said why. */
export const hasMessage = (step: StepView): boolean =>
  ['failed', 'warned'].includes(step.status) && step.message !== null;

/** What steps said. */
export function StepMessages({ steps }: { steps: readonly StepView[] }) {
  const words = useTranslations('models.steps');
  return steps.map((step) => (
    <div key={step.name} className={css.said}>
      <Id>{step.name}</Id>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long messages scroll, and must do so by keyboard */}
      <section className={css.message} tabIndex={0} aria-label={words('messageOf', { name: step.name })}>
        {step.message}
      </section>
    </div>
  ));
}
