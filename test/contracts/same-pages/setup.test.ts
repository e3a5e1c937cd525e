import { expect, test } from 'vitest';
import { bigQuerySetup } from '../../../connectors/warehouses/setup/bigquery.ts';
import { snowflakeSetup } from '../../../connectors/warehouses/setup/snowflake.ts';
import { parsedAsSnowflake } from './sqlglot.ts';

const hostile = `r"; drop database x; --'/*`;

test('every statement of the setup of Snowflake is one statement, whatever the names', {
  timeout: 60_000,
}, async () => {
  const plain = { user: 'WEFT', role: 'WEFT', warehouse: 'WEFT', database: 'WEFT', credits: 5 };
  const named = { ...plain, user: hostile, role: hostile, warehouse: hostile, database: hostile };
  for (const options of [plain, named]) {
    const { steps } = snowflakeSetup({ ...options, sources: ['raw', `crm.${hostile}`] });
    const statements = steps.flatMap(({ commands }) => commands);
    const kinds = await parsedAsSnowflake(statements);
    const wrong = statements.filter((_, index) => /refused|;/.test(kinds[index] ?? 'refused'));
    expect(wrong).toEqual([]);
    expect(kinds).toEqual(expect.arrayContaining(['Use', 'Create', 'Grant', 'Command']));
  }
  expect(await parsedAsSnowflake(['select from from', 'select 1; drop table x'])).toEqual([
    expect.stringMatching(/^refused: /),
    'Select; Drop',
  ]);
});

test('the shell takes each command of the setup of BigQuery as the words that it is meant to be', async () => {
  const { execa } = await import('execa');
  const { steps } = bigQuerySetup({
    project: 'acme-analytics',
    location: 'EU',
    serviceAccount: 'weft-cdp',
    sources: ['raw'],
  });
  const query = steps.flatMap(({ commands }) => commands).filter((command) => command.startsWith('bq query'));
  expect(query).toHaveLength(3);
  for (const command of query) {
    const { stdout } = await execa('sh', ['-c', `bq() { printf '%s\\n' "$@"; }; ${command}`]);
    const words = stdout.split('\n');
    expect(words).toHaveLength(5);
    expect(words[4]).toMatch(/^(create schema|grant `roles\/bigquery\.data(Editor|Viewer)`) /);
  }
});
