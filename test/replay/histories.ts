import { join } from 'node:path';
import proto from '@temporalio/proto';

export const historiesFolder = join(import.meta.dirname, 'histories');

/** Each a run of a workflow from its beginning to its end, in a file of that name. */
export const historyNames = [
  'complete',
  'rejects',
  'approved',
  'discarded',
  'paused',
  'cancelled',
  'failed',
  'scheduled',
  'refresh',
  'scheduled_refresh',
  'identity_plan',
] as const;
export type HistoryName = (typeof historyNames)[number];

const { History } = proto.temporal.api.history.v1;
export type History = proto.temporal.api.history.v1.IHistory;

/*
 * Not by `historyToJSON` of @temporalio/common: it takes the types of @temporalio/proto for its own, which they are
 * only where npm installs one protobufjs for both.
 */

export const toJson = (history: History): string =>
  JSON.stringify(
    History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String }),
  );

export const fromJson = (text: string): History => History.fromObject(JSON.parse(text));
