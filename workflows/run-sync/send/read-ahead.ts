/** An iterator of which the next item is asked for before it is wanted. */
class Ahead<T> {
  readonly #iterator: AsyncIterator<T>;
  #next: Promise<IteratorResult<T>>;

  constructor(items: AsyncIterable<T>) {
    this.#iterator = items[Symbol.asyncIterator]();
    this.#next = this.#ask();
  }

  async take(): Promise<IteratorResult<T>> {
    const item = await this.#next;
    if (!item.done) this.#next = this.#ask();
    return item;
  }

  async close(): Promise<void> {
    await this.#next.catch(() => undefined);
    await this.#iterator.return?.();
  }

  #ask(): Promise<IteratorResult<T>> {
    const asked = this.#iterator.next();
    // Whoever takes it hears of a failure; nobody may.
    asked.catch(() => undefined);
    return asked;
  }
}

/**
 * The items of several sources, one source after the other. The next item is read while the caller works on the one
 * before, and the next source opened while this one is read.
 */
export async function* readAhead<T>(sources: Iterable<() => AsyncIterable<T>>): AsyncGenerator<T> {
  const open: Ahead<T>[] = [];
  const rest = sources[Symbol.iterator]();
  const openNext = () => {
    const source = rest.next();
    if (!source.done) open.push(new Ahead(source.value()));
  };
  openNext();
  try {
    for (let current = open[0]; current; current = open[0]) {
      openNext();
      for (let item = await current.take(); !item.done; item = await current.take()) yield item.value;
      open.shift();
    }
  } finally {
    for (const each of open) await each.close();
  }
}
