import { expect, test } from 'vitest';
import type { Reply } from '../exchange.ts';
import { isGone, isTaken, judgeRow, refuseToken, refuseUnlessSuccess } from './answer.ts';
import { limitsOf, salesforceConfig } from './config.ts';

const secrets = ['the-secret'];
const reply = (status: number, body: unknown, headers: Reply['headers'] = {}): Reply => {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body), cut: false };
};
const thrown = (work: () => void): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const said = (errorCode: string, message = 'so it is') => [{ errorCode, message }];

test.each([
  [302, '', 'ConfigError'],
  [400, said('JSON_PARSER_ERROR'), 'BatchRejected'],
  [400, said('INVALID_FIELD', "No such column 'X'"), 'ConfigError'],
  [400, said('INVALID_TYPE'), 'ConfigError'],
  [400, 'not JSON', 'BatchRejected'],
  [401, said('INVALID_SESSION_ID'), 'Error'],
  [403, said('REQUEST_LIMIT_EXCEEDED'), 'RateLimited'],
  [403, said('API_DISABLED_FOR_ORG'), 'AuthError'],
  [404, said('NOT_FOUND'), 'ConfigError'],
  [420, '', 'Unavailable'],
  [429, '', 'RateLimited'],
  [500, '<html>', 'Unavailable'],
  [503, said('SERVER_UNAVAILABLE'), 'Unavailable'],
])('%i %o is %s', (status, body, name) => {
  expect(thrown(() => refuseUnlessSuccess(reply(status, body), secrets))).toMatchObject({ name });
});

test('a spent day is waited for longer than a limit of the moment', () => {
  const limited = (message: string, headers = {}) =>
    thrown(() => refuseUnlessSuccess(reply(403, said('REQUEST_LIMIT_EXCEEDED', message), headers), secrets));
  expect(limited('TotalRequests Limit exceeded.')).toMatchObject({ retryAfterMs: 900_000 });
  expect(limited('ConcurrentRequests Limit exceeded.')).toMatchObject({ retryAfterMs: undefined });
  expect(limited('TotalRequests Limit exceeded.', { 'retry-after': '5' })).toMatchObject({
    retryAfterMs: 5000,
  });
});

test.each([
  [400, { error: 'invalid_grant', error_description: 'expired the-secret' }, 'AuthError'],
  [401, { error: 'invalid_client' }, 'AuthError'],
  [404, '<html>', 'ConfigError'],
  [429, '', 'RateLimited'],
  [500, '', 'Unavailable'],
])('a token that is refused with %i %o is %s', (status, body, name) => {
  const error = thrown(() => refuseToken(reply(status, body), secrets));
  expect(error).toMatchObject({ name, mend: expect.any(String) });
  expect(Object(error).message).not.toContain('the-secret');
});

test('what is said of a row decides about it', () => {
  const fault = (code: string, fields: string[] = []) => [{ code, message: 'the-secret reason', fields }];
  expect(judgeRow(fault('STRING_TOO_LONG', ['FirstName']), secrets)).toEqual({
    status: 'rejected',
    reason: 'STRING_TOO_LONG: *** reason',
    field: 'FirstName',
  });
  expect(judgeRow(fault('UNABLE_TO_LOCK_ROW'), secrets)).toMatchObject({ status: 'retry' });
  expect(judgeRow([], secrets)).toMatchObject({ status: 'rejected' });
  expect(thrown(() => judgeRow(fault('INVALID_FIELD_FOR_INSERT_UPDATE'), secrets))).toMatchObject({
    name: 'ConfigError',
  });
});

test('a record that is gone, or taken, is told from one that refers to another', () => {
  const fault = (code: string, message: string, fields: string[] = []) => [{ code, message, fields }];
  expect(isGone(fault('ENTITY_IS_DELETED', 'entity is deleted'))).toBe(true);
  expect(isGone(fault('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['AccountId']))).toBe(
    false,
  );
  const words = 'duplicate value found: Weft_Id__c duplicates value on record with id: 003';
  expect(isTaken(fault('DUPLICATE_VALUE', words), 'Weft_Id__c')).toBe(true);
  expect(isTaken(fault('DUPLICATE_VALUE', words), 'Number__c')).toBe(false);
});

const auth = { flow: 'client_credentials', client_id: 'me', client_secret: 'the-secret' };

test('the account is named by the app, not by its secret', () => {
  const { account } = limitsOf(salesforceConfig.parse({ auth }));
  expect(account).toBe(
    limitsOf(salesforceConfig.parse({ auth: { ...auth, client_secret: 'other' } })).account,
  );
  expect(account).not.toBe(limitsOf(salesforceConfig.parse({ auth: { ...auth, client_id: 'you' } })).account);
  expect(account).not.toContain('me');
});

test.each([
  {},
  { auth: { ...auth, flow: 'password' } },
  { auth: { flow: 'refresh_token', client_id: 'me' } },
  { auth, login_url: 'login.salesforce.com' },
  { auth, api_version: 'latest' },
  { auth, instance_url: 'https://acme.lightning.force.com' },
])('%o is refused', (given) => expect(salesforceConfig.safeParse(given).success).toBe(false));
