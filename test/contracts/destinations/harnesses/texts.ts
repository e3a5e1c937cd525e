import { freePort } from '../../../../cli/platform/ports.ts';

/** Values as a destination that knows only text would hold them. */
export const asText = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === null ? null : String(value)]),
  );

/** An address at which nothing listens. */
export const closedPort = async (): Promise<string> => `http://127.0.0.1:${await freePort('127.0.0.1')}`;
