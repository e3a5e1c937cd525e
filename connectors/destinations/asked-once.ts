/**
 * What is asked once for each key, also by those who want it while it is on its way: batches that begin together would
 * else each ask. A failure is forgotten, so that the next one asks again.
 */
export function askedOnce<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const asked = ask().catch((error: unknown) => {
    known.delete(key);
    throw error;
  });
  known.set(key, asked);
  return asked;
}
