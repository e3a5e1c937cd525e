import { expect, test } from 'vitest';
import { ConfigError } from '../../../errors.ts';
import { attachSource, parseSource, sourceName } from './source.ts';

test('a URL names the database, and the environment its password', () => {
  expect(parseSource('postgres://ada@db.acme.com/shop', { PGPASSWORD: 'p' })).toEqual({
    type: 'postgres',
    host: 'db.acme.com',
    port: 5432,
    user: 'ada',
    database: 'shop',
    password: 'p',
    options: {},
  });
  expect(
    parseSource('mariadb://ada%40acme:a%2Fb%3A%40@[::1]:3307/my%20shop?ssl_mode=required', {
      MYSQL_PWD: 'p',
    }),
  ).toEqual({
    type: 'mysql',
    host: '::1',
    port: 3307,
    user: 'ada@acme',
    database: 'my shop',
    password: 'a/b:@',
    options: { ssl_mode: 'required' },
  });
  expect(parseSource('postgres://ada@h/d', { MYSQL_PWD: 'p' }).password).toBeUndefined();
});

test.each([
  ['no url', /no URL/],
  ['oracle://ada:hunter22@h/d', /does not import from oracle/],
  ['postgres://ada:hunter22@h', /must name the user, the host and the database/],
  ['postgres://:hunter22@h/d', /must name the user/],
  ['postgres://ada:hunter22@h/d?sslmod=require', /parameter that is not known: sslmod$/],
  ['postgres://ada:hunter22%@h/d', /% that is not followed/],
])('%s is refused without its password', (url, message) => {
  let error: unknown;
  try {
    parseSource(url, {});
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof ConfigError)) throw new Error('it was not refused');
  expect(error.message).toMatch(message);
  expect(`${error.message} ${error.mend}`).not.toContain('hunter22');
  expect(error.mend).toBeTruthy();
});

test('the password is in the secret alone, and every text is quoted', () => {
  const source = parseSource(`postgres://o'brien@h/d?sslrootcert=/it's/ca.pem`, { PGPASSWORD: `a'b\\` });
  const holding = attachSource(source).filter((statement) => statement.includes(`a''b\\`));
  expect(holding).toHaveLength(1);
  expect(holding[0]).toMatch(
    /^create temporary secret .*user 'o''brien', database 'd', password 'a''b\\'\)$/,
  );
  expect(attachSource(source).at(-1)).toContain(String.raw`sslrootcert=''/it\''s/ca.pem''`);
  expect(attachSource(source).at(-1)).toMatch(/read_only/);
  expect(sourceName(source)).toBe('PostgreSQL database d on h:5432');
});
