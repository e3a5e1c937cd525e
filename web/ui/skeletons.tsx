import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import css from './skeletons.module.css';

/** What stands where a part will be, in its final shape. */
export function Pending({ children }: { children: ReactNode }) {
  const words = useTranslations('common');
  return (
    <div className={css.pending} role="status" data-pending="">
      <span className={css.spoken}>{words('loading')}</span>
      {children}
    </div>
  );
}

const widths = ['22%', '14%', '18%', '9%', '12%'];

export function PendingRows({ rows = 6 }: { rows?: number }) {
  return (
    <div className={css.rows} aria-hidden="true">
      {Array.from({ length: rows + 1 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders without identity
        <div key={row} className={css.row}>
          {widths.map((width) => (
            <span key={width} className={css.bar} style={{ width }} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function PendingTiles({ tiles = 3 }: { tiles?: number }) {
  return (
    <div className={css.tiles} aria-hidden="true">
      {Array.from({ length: tiles }, (_, tile) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders without identity
        <div key={tile} className={css.tile}>
          <span className={css.bar} style={{ width: '40%' }} />
          <span className={css.bar} style={{ width: '60%', height: 22 }} />
        </div>
      ))}
    </div>
  );
}

export function PendingBlock({ height }: { height: number }) {
  return <div className={css.rows} style={{ height }} aria-hidden="true" />;
}
