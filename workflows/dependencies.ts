import { Context } from '@temporalio/activity';
import type { Control } from '../connectors/control/connect.ts';
import type { Settings } from '../connectors/settings.ts';
import type { Warehouse } from '../connectors/warehouses/connection.ts';

/** What the activities of a worker share. */
export interface Dependencies {
  settings: Settings;
  control: Control;
  warehouse: Warehouse;
}

const heartbeatEveryMs = 1000;

/**
 * Runs an activity's work with a heartbeat, and with a signal that a cancellation or a lost worker aborts. The next
 * attempt is told how far this one came.
 */
export async function heartbeating<T>(
  work: (signal: AbortSignal) => Promise<T>,
  progress: () => unknown = () => undefined,
): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(progress()), heartbeatEveryMs);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    // What a cancelled activity stumbles over, a statement that was stopped, is not why it ended.
    context.cancellationSignal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** The workflow that the running activity belongs to. */
export const ownWorkflowId = (): string => Context.current().info.workflowExecution?.workflowId ?? '';
