import { expect, test } from 'vitest';
import { modelResults } from './run-results.ts';

/** Results as dbt 1.11 writes them with each adapter. */
const document = {
  metadata: { generated_at: '2026-11-22T06:10:00.000000Z', dbt_version: '1.11.16' },
  results: [
    {
      unique_id: 'model.weft.events',
      status: 'success',
      execution_time: 12.5,
      timing: [
        { name: 'compile', started_at: '2026-11-22T06:00:00.100000', completed_at: '2026-11-22T06:00:00.2' },
        { name: 'execute', started_at: '2026-11-22T06:00:01.000000Z', completed_at: '2026-11-22T06:00:13' },
      ],
      adapter_response: {
        _message: 'CREATE TABLE (1.2m rows, 10.0 GiB processed)',
        code: 'CREATE TABLE',
        rows_affected: 1_200_000,
        bytes_processed: 10_737_418_240,
        bytes_billed: 10_737_418_240,
        location: 'EU',
        job_id: 'a1b2',
        slot_ms: 90_000,
      },
    },
    {
      unique_id: 'model.weft.profiles',
      status: 'success',
      execution_time: 3,
      timing: [{ name: 'execute', started_at: '2026-11-22T06:00:14', completed_at: '2026-11-22T06:00:17' }],
      adapter_response: { _message: 'SUCCESS 42', code: 'SUCCESS', rows_affected: 42, query_id: '01b2-77' },
    },
    {
      unique_id: 'model.weft.traits',
      status: 'error',
      execution_time: 0.5,
      timing: [],
      adapter_response: {},
    },
    {
      unique_id: 'model.weft.customer_360',
      status: 'skipped',
      execution_time: 0,
      timing: [],
      adapter_response: {},
    },
    {
      unique_id: 'test.weft.unique_profiles_weft_id.1a2b',
      status: 'pass',
      execution_time: 0.2,
      timing: [],
      adapter_response: { _message: 'OK' },
    },
  ],
};
const json = JSON.stringify(document);

test('bytes and jobs of BigQuery, queries and rows of Snowflake; no test and nothing that was skipped', () => {
  expect(modelResults(json, new Date('2026-11-22T06:00:00Z'))).toEqual([
    {
      model: 'events',
      status: 'succeeded',
      startedAt: '2026-11-22T06:00:01.000Z',
      seconds: 12.5,
      bytes: 10_737_418_240,
      rows: 1_200_000,
      queryId: 'a1b2',
    },
    {
      model: 'profiles',
      status: 'succeeded',
      startedAt: '2026-11-22T06:00:14.000Z',
      seconds: 3,
      bytes: null,
      rows: 42,
      queryId: '01b2-77',
    },
    {
      model: 'traits',
      status: 'failed',
      startedAt: null,
      seconds: 0.5,
      bytes: null,
      rows: null,
      queryId: null,
    },
  ]);
});

test('the results of a run before are not those of this one', () => {
  expect(modelResults(json, new Date('2026-11-22T06:10:01Z'))).toEqual([]);
});

test('a query from the cache has billed nothing, which is known', () => {
  const cached = structuredClone(document);
  Object.assign(cached.results[0]?.adapter_response ?? {}, { bytes_billed: 0, bytes_processed: 0 });
  expect(modelResults(JSON.stringify(cached), new Date(0))[0]?.bytes).toBe(0);
});
