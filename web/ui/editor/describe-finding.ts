import type { Problem as Finding } from '../../../models/workspace/problem.ts';

/** A problem without its place in a file: `map.email: no column is called "mail". Did you mean "email"?` */
export function describeFinding({ field, message, nearest }: Finding): string {
  const place = field === '' ? '' : `${field}: `;
  return `${place}${message}${nearest === undefined ? '' : `. Did you mean “${nearest}”?`}`;
}
