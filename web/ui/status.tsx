import {
  IconAlertTriangle,
  IconBan,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconLoader2,
  IconXboxX,
} from '@tabler/icons-react';
import { Go } from './go.tsx';
import css from './status.module.css';

export type Tone = 'good' | 'warning' | 'bad' | 'running' | 'idle' | 'stopped';

const icons = {
  good: IconCircleCheck,
  warning: IconAlertTriangle,
  bad: IconXboxX,
  running: IconLoader2,
  idle: IconCircleDashed,
  stopped: IconBan,
} as const;

/** A state as an icon and a word; the icon alone tells the tones apart without colour. */
export function Status({ tone, children }: { tone: Tone; children: string }) {
  const Icon = icons[tone] ?? IconCircle;
  return (
    <span className={css.status} data-tone={tone === 'stopped' ? 'idle' : tone}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {children}
    </span>
  );
}

export interface RunCell {
  id: string;
  tone: Tone;
  /** Outcome and time, for the tooltip and for those who do not see the cell. */
  label: string;
  href: string;
}

/** The last runs, oldest at the left; places without a run are a short line. */
export function RunCells({ runs, places = 14 }: { runs: readonly RunCell[]; places?: number }) {
  const shown = runs.slice(0, places).reverse();
  return (
    <span className={css.cells}>
      {Array.from({ length: places - shown.length }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty places without identity
        <span key={place} className={css.cell} data-tone="none" />
      ))}
      {shown.map((run) => (
        <Go
          key={run.id}
          href={run.href}
          className={css.cell}
          data-tone={run.tone === 'stopped' ? 'idle' : run.tone}
          title={run.label}
          aria-label={run.label}
        />
      ))}
    </span>
  );
}
