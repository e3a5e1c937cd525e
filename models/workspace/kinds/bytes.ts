import { z } from 'zod';
import { parseBytes } from '../../words/bytes.ts';

/** An amount of data. */
export const byteSize = z
  .string()
  .refine((text) => parseBytes(text) !== undefined, 'must be an amount of data, such as "500GB" or "20 GiB"');
