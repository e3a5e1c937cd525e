import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, in letters that a link or a header takes. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token: it has so many random bits that one SHA-256 is enough. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
