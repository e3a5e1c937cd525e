import type { Messages } from '../i18n/locales.ts';

interface NotComputedOptions {
  /** Whether a refresh of the models is the mend. */
  refresh?: boolean;
  /** The table that is missing, and what its engine says of how to mend that. */
  table?: string;
  mend?: string;
  cause?: unknown;
}

export type NotComputedReason = keyof Messages['problems']['notComputed'];

/** Something that is not there yet, or no more. Shown as such with its mend, never as zero. */
export class NotComputed extends Error {
  readonly reason: NotComputedReason;
  readonly refresh: boolean;
  readonly table: string;
  readonly mend: string | null;

  constructor(
    reason: NotComputedReason,
    { refresh = false, table = '', mend, cause }: NotComputedOptions = {},
  ) {
    super(reason, { cause });
    this.name = 'NotComputed';
    this.reason = reason;
    this.refresh = refresh;
    this.table = table;
    this.mend = mend ?? null;
  }
}

/** A table of Weft's own, before the first refresh. */
export const beforeRefresh = (cause?: unknown): NotComputed =>
  new NotComputed('yet', { refresh: true, cause });
