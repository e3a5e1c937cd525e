import { expect, test } from 'vitest';
import { ConfigError } from '../../errors.ts';
import { defaultPath, filePath, pathFault } from './path.ts';

const place = { sync: 'people', runId: 'run-1', chunk: 3, offset: 50_000 };

test('the default path sorts by its place in the run', () => {
  expect(filePath(defaultPath, 'csv', place)).toBe('people/run-1/part-00003-0050000.csv');
});

test.each([
  '../{{run_id}}-{{part}}',
  'a/../../{{part}}',
  '/etc/{{part}}',
  'a//{{part}}',
  './{{part}}',
  'a\\..\\{{part}}',
])('%s leaves the folder', (path) => {
  expect(() => filePath(path, 'csv', place)).toThrow(ConfigError);
  expect(pathFault(path, 'csv')).toContain('inside the folder');
});

test('a run id cannot leave the folder either', () => {
  expect(() => filePath('{{run_id}}/{{part}}', 'csv', { ...place, runId: '../..' })).toThrow(ConfigError);
});

test.each(['people.csv', '{{part}}.csv', '{{run_id}}.csv', '{{run_id}}-{{chunk}}.csv'])(
  '%s would overwrite files of another run or batch',
  (path) => expect(pathFault(path, 'csv')).toContain('must hold {{run_id}} and {{part}}'),
);

test('an unknown variable is named', () => {
  expect(pathFault('{{run_id}}/{{day}}/{{part}}', 'csv')).toContain('day');
});
