/** A draft in this browser: what is left of it where the server could not be asked. */
interface KeptDraft {
  spec: unknown;
  baseVersion: number;
  /** ISO time. */
  at: string;
}

const keyOf = (kind: string, slug: string): string => `weft-draft:${kind}/${slug}`;

export function keepDraft(kind: string, slug: string, spec: unknown, baseVersion: number): void {
  try {
    localStorage.setItem(
      keyOf(kind, slug),
      JSON.stringify({ spec, baseVersion, at: new Date().toISOString() } satisfies KeptDraft),
    );
  } catch {
    // A browser without room or without the right to keep: the server has the draft.
  }
}

export function forgetDraft(kind: string, slug: string): void {
  try {
    localStorage.removeItem(keyOf(kind, slug));
  } catch {
    // As above.
  }
}

/** What was kept after `since`, or null. */
export function keptDraft(kind: string, slug: string, since: string | null): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(kind, slug)) ?? 'null') as KeptDraft | null;
    if (kept === null || typeof kept.at !== 'string' || typeof kept.baseVersion !== 'number') return null;
    return since === null || kept.at > since ? kept : null;
  } catch {
    return null;
  }
}
