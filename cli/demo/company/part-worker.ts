import { parentPort, workerData } from 'node:worker_threads';
import { newPartMaker } from './part.ts';
import type { PartOrder } from './parts.ts';

/** A thread that makes parts to order: see parts.ts. */
const maker = newPartMaker(workerData);

parentPort?.on('message', ({ from, to }: PartOrder) => {
  const part = maker.persons(from, to);
  parentPort?.postMessage(
    part,
    part.map((table) => table.bytes.buffer),
  );
});
