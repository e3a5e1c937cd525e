interface NotComputedOptions {
  mend: string;
  /** Whether a refresh of the models is that mend. */
  refresh?: boolean;
  cause?: unknown;
}

/** A table that is not there yet. Shown as such with its mend, never as zero. */
export class NotComputed extends Error {
  readonly mend: string;
  readonly refresh: boolean;

  constructor(message: string, { mend, refresh = false, cause }: NotComputedOptions) {
    super(message, { cause });
    this.name = 'NotComputed';
    this.mend = mend;
    this.refresh = refresh;
  }
}

/** A table of Weft's own, before the first refresh. */
export const beforeRefresh = (cause?: unknown): NotComputed =>
  new NotComputed('Not computed yet.', {
    mend: 'Refresh the models: the first refresh builds people, traits and segments.',
    refresh: true,
    cause,
  });
