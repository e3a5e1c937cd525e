import { expect, test } from 'vitest';
import { measurePredictions } from '../../cli/bench/predictions.ts';

test('Weft and Lifetimes fit the same parameters to CDNOW, and both times are told', async () => {
  const results = await measurePredictions(1);
  const of = (metric: string) => results.find((result) => result.metric === metric);
  for (const model of ['bg_nbd', 'gamma_gamma']) {
    expect(of(`${model}.apart`)).toMatchObject({ target: 1e-4, bound: 'at most', pass: true });
    for (const metric of ['seconds', 'lifetimes_seconds', 'ratio'])
      expect(of(`${model}.${metric}`)?.value).toBeGreaterThan(0);
  }
}, 300_000);
