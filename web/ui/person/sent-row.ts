/** A row that a sync handled, as `?row=` in the address has it: the run and the sync, and no key, which may be personal. */
export const sentRow = ({ run, sync }: { run: string; sync: string }): string => `${run}.${sync}`;

export function sentRowOf(text: string | null): { run: string; sync: string } | null {
  const [run, sync, rest] = (text ?? '').split('.');
  return run && sync && rest === undefined ? { run, sync } : null;
}
