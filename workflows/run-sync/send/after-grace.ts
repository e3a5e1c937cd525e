/** A signal that aborts so long after another one does; `end` lets go of both. */
export function afterGrace(signal: AbortSignal, ms: number): { signal: AbortSignal; end(): void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => late.abort(signal.reason), ms);
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  return {
    signal: late.signal,
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', wait);
    },
  };
}
