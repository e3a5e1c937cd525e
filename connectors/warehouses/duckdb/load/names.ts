import { basename } from 'node:path';

/** `Kunden 2026.csv.gz` as `kunden_2026`: a name that needs no quotes, for the table that a file makes. */
export function slugOfFile(file: string): string {
  const stem = basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '');
  const slug = stem
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
    .replace(/_+$/, '');
  return /^[a-z]/.test(slug) ? slug : `t_${slug}`.replace(/_$/, '');
}
