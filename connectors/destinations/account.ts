import { createHash } from 'node:crypto';

/** A name of an account with a vendor for its limits, of what tells it from others; no secret can be read from it. */
export const accountName = (vendor: string, identity: string): string =>
  `${vendor}:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
