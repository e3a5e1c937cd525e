import { expect, test } from 'vitest';
import { atPath, withPath } from './field-path.ts';

const config = { auth: { flow: 'refresh_token', client_id: 'a' }, timeout_ms: 5 };

test('a field is read by its path, and what is not there is undefined', () => {
  expect(atPath(config, 'auth.client_id')).toBe('a');
  expect(atPath(config, 'timeout_ms')).toBe(5);
  expect(atPath(config, 'auth.refresh_token')).toBeUndefined();
  expect(atPath(config, 'timeout_ms.more')).toBeUndefined();
  expect(atPath(config, 'auth.constructor')).toBeUndefined();
});

test('a field is set in a copy, with what is missing on the way', () => {
  expect(withPath(config, 'auth.refresh_token', 't')).toEqual({
    auth: { flow: 'refresh_token', client_id: 'a', refresh_token: 't' },
    timeout_ms: 5,
  });
  expect(withPath({}, 'oauth.refresh_token', 't')).toEqual({ oauth: { refresh_token: 't' } });
  expect(config.auth).not.toHaveProperty('refresh_token');
});
