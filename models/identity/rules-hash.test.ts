import { expect, test } from 'vitest';
import { schemas } from '../workspace/resource.ts';
import { rulesHash } from './rules.ts';

const identity = (limit: number) =>
  schemas.identity.parse({ kind: 'identity', slug: 'people', types: [{ type: 'email', limit }] });
const source = (slug: string) =>
  schemas.source.parse({
    ...{ kind: 'source', slug, table: `raw.${slug}`, key: 'id' },
    identifiers: [{ type: 'email', column: 'email' }],
  });

test('rules are the same in whatever order the sources are declared, and others by any of them', () => {
  const hash = rulesHash(identity(1), [source('a'), source('b')]);
  expect(rulesHash(identity(1), [source('b'), source('a')])).toBe(hash);
  expect(rulesHash(identity(2), [source('a'), source('b')])).not.toBe(hash);
  expect(rulesHash(identity(1), [source('a')])).not.toBe(hash);
});
