import { z } from 'zod';

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** Where an API is, without a slash at its end, so that paths can follow. */
export const apiAddress = httpUrl.transform((url) => url.replace(/\/+$/, ''));
