import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { redact, table } from '../../cli/output.ts';
import { projectRoot } from '../../connectors/settings.ts';

const main = join(projectRoot, 'cli', 'main.ts');

test('secrets are taken out of what is printed', () => {
  process.env.CRM_API_TOKEN = 'tok-123456';
  expect(redact('postgres://weft:p%40ss@db:5432/x refused tok-123456')).toBe(
    'postgres://weft:***@db:5432/x refused ***',
  );
  expect(redact('ducklake:postgresql://u:p@h/x?data_path=s3://b/')).toBe(
    'ducklake:postgresql://u:***@h/x?data_path=s3://b/',
  );
  delete process.env.CRM_API_TOKEN;
});

test('columns are aligned', () => {
  expect(
    table([
      ['a', 'bbb', 'c'],
      ['aaaa', 'b', ''],
    ]),
  ).toBe('a     bbb  c\naaaa  b');
});

test('an error says what happened and what to do; wrong usage is exit code 2', async () => {
  const wrongPort = await weft(['status', '--json'], { WEFT_WEB_PORT: 'many' });
  expect(wrongPort.exitCode).toBe(1);
  expect(wrongPort.stderr).toMatch(/^error: WEFT_WEB_PORT: .*\n {2}do: Correct the environment variable/);
  expect(wrongPort.stderr).not.toContain('    at ');
  expect(JSON.parse(wrongPort.stdout)).toMatchObject({
    error: { message: expect.stringContaining('WEFT_WEB_PORT') },
  });

  const unknown = await weft(['statu']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('Did you mean status?');
  expect((await weft(['status', '--nope'])).exitCode).toBe(2);
  expect((await weft(['--help'])).exitCode).toBe(0);
});

function weft(args: string[], added: Record<string, string> = {}) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...args],
      { env: { ...process.env, ...added } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
