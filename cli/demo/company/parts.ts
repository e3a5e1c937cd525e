import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Population } from './households.ts';
import { newPartMaker, type Part } from './part.ts';

/** Persons in one part: a multiple of 8, and about three megabytes of rows. */
export const PERSONS_PER_PART = 1024;

/** Below this many parts, starting threads takes longer than they save. */
const PARTS_WORTH_THREADS = 10;
const MOST_THREADS = 8;

/** A thread's order, answered by one `Part`. */
export interface PartOrder {
  from: number;
  to: number;
}

/**
 * All parts of a company in the order of their persons, made in this thread or, if there are many, in several.
 * Each thread works at one part at a time, so no more of them are in memory than there are threads, and one.
 */
export async function* makeParts(population: Population): AsyncGenerator<Part> {
  const orders = partOrders(population.persons);
  if (orders.length < PARTS_WORTH_THREADS || availableParallelism() === 1) {
    const maker = newPartMaker(population);
    for (const { from, to } of orders) yield maker.persons(from, to);
    return;
  }
  const url = new URL('./part-worker.ts', import.meta.url);
  const threads = Array.from(
    { length: Math.min(availableParallelism(), MOST_THREADS) },
    () => new Worker(url, { workerData: population }),
  );
  try {
    const underWay: Promise<Part>[] = [];
    for (const [i, order] of orders.entries()) {
      const thread = threads[i % threads.length];
      if (thread === undefined) throw new RangeError('no thread');
      // The oldest part under way is this thread's: with it in hand, the thread can go on while it is written.
      const oldest = underWay.length === threads.length ? await underWay.shift() : undefined;
      const part = ask(thread, order);
      part.catch(() => {}); // thrown when its turn comes; until then it counts as handled
      underWay.push(part);
      if (oldest !== undefined) yield oldest;
    }
    for (const rest of underWay) yield await rest;
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function partOrders(persons: number): PartOrder[] {
  return Array.from({ length: Math.ceil(persons / PERSONS_PER_PART) }, (_, i) => ({
    from: i * PERSONS_PER_PART,
    to: (i + 1) * PERSONS_PER_PART,
  }));
}

/** Rejects with the thread's own error, if it dies of one. A thread has one order at a time. */
async function ask(thread: Worker, order: PartOrder): Promise<Part> {
  thread.postMessage(order);
  const [part]: Part[] = await once(thread, 'message');
  if (part === undefined) throw new RangeError('a thread answered nothing');
  return part;
}
