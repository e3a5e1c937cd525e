import { expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { resolveSecrets } from './secrets.ts';

const reference = (name: string): string => `\${env:${name}}`;

test('each reference is replaced, wherever it stands in a text', () => {
  const config = {
    url: `https://${reference('HOST')}/${reference('PATH_1')}`,
    headers: { Authorization: `Bearer ${reference('TOKEN')}` },
    list: [reference('HOST'), 3, null, true],
    plain: 'nothing $HERE',
  };
  // What looks like a pattern of `replace` is taken as it is.
  expect(
    resolveSecrets(config, { HOST: 'example.com', PATH_1: 'in', TOKEN: `$& $1 ${reference('HOST')}` }),
  ).toEqual({
    url: 'https://example.com/in',
    headers: { Authorization: `Bearer $& $1 ${reference('HOST')}` },
    list: ['example.com', 3, null, true],
    plain: 'nothing $HERE',
  });
});

test('the error names what is missing and for whom, never a value', () => {
  const config = { a: reference('FIRST'), b: reference('SECOND'), c: reference('THIRD') };
  const act = () => resolveSecrets(config, { FIRST: 'hunter2', SECOND: '' }, 'destination/hook');
  expect(act).toThrow(ConfigError);
  expect(act).toThrow('destination/hook needs SECOND, THIRD, which the environment does not set');
});
