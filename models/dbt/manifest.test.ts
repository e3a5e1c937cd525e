import { expect, test } from 'vitest';
import { modelsOfManifest } from './manifest.ts';

const model = (name: string, more: object = {}) => ({
  name,
  resource_type: 'model',
  description: `What ${name} is.`,
  original_file_path: `models/profiles/${name}.sql`,
  config: { materialized: 'table' },
  columns: { '"weft_id"': { name: '"weft_id"', description: 'Whose it is.' } },
  ...more,
});

test('models with what they read, their columns and their tests', () => {
  const manifest = {
    nodes: {
      'model.weft.profiles': model('profiles', {
        depends_on: { nodes: ['source.weft.raw.users', 'model.weft.members'] },
        compiled_code: ' select 1\n',
      }),
      'model.weft.members': model('members', { depends_on: { nodes: [] }, compiled_code: null }),
      'test.weft.unique': {
        name: 'unique_profiles_weft_id',
        resource_type: 'test',
        original_file_path: 'models/profiles/schema.yml',
        config: {},
        attached_node: 'model.weft.profiles',
        column_name: '"weft_id"',
        test_metadata: { name: 'unique' },
      },
    },
    sources: { 'source.weft.raw.users': { schema: 'raw', identifier: 'users' } },
  };
  const [members, profiles] = modelsOfManifest(JSON.stringify(manifest));
  expect(members).toMatchObject({ name: 'members', reads: [], tables: [], tests: [], compiled: null });
  expect(profiles).toEqual({
    name: 'profiles',
    folder: 'profiles',
    description: 'What profiles is.',
    materialized: 'table',
    columns: [{ name: 'weft_id', description: 'Whose it is.' }],
    tests: [{ test: 'unique', column: 'weft_id' }],
    reads: ['members'],
    tables: ['raw.users'],
    compiled: 'select 1',
    file: 'models/profiles/profiles.sql',
  });
});
