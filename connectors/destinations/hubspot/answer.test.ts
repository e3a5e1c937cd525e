import { expect, test } from 'vitest';
import type { Reply } from '../exchange.ts';
import { faultsOf, judgeRow, problemSchema, refuseUnlessSuccess } from './answer.ts';
import { hubspotConfig, limitsOf } from './config.ts';

const config = hubspotConfig.parse({ access_token: 'pat-secret', time_zone: 'Europe/Paris' });
const reply = (status: number, body: object | string, headers: Reply['headers'] = {}): Reply => {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body), cut: false };
};
const thrown = (...given: Parameters<typeof reply>): unknown => {
  try {
    return refuseUnlessSuccess(config, reply(...given));
  } catch (error) {
    return error;
  }
};
const invalidValues = (error: string) => ({
  category: 'VALIDATION_ERROR',
  message: `Property values were not valid: [{"isValid":false,"message":"no [good]","error":"${error}","name":"tier"}]`,
});

test.each([
  [302, '', 'ConfigError'],
  [400, { message: 'Some required properties were not set.' }, 'BatchRejected'],
  [400, invalidValues('INVALID_OPTION'), 'BatchRejected'],
  [400, invalidValues('PROPERTY_DOESNT_EXIST'), 'ConfigError'],
  [400, invalidValues('READ_ONLY_VALUE'), 'ConfigError'],
  [400, { message: 'Unable to infer object type from: p1_x' }, 'ConfigError'],
  [400, { message: 'Unable to perform update/upsert by non-unique 0-2 property domain' }, 'ConfigError'],
  [401, 'not even JSON', 'AuthError'],
  [403, {}, 'AuthError'],
  [404, {}, 'ConfigError'],
  [409, { message: 'Contact already exists. Existing ID: 1' }, 'BatchRejected'],
  [423, {}, 'RateLimited'],
  [429, {}, 'RateLimited'],
  [477, {}, 'RateLimited'],
  [500, '<html>', 'Unavailable'],
  [521, {}, 'Unavailable'],
])('%i %o is %s', (status, body, name) => expect(thrown(status, body)).toMatchObject({ name }));

test('how long to wait is what HubSpot asks for, or by the limit that was met', () => {
  expect(thrown(429, { policyName: 'DAILY' }, { 'retry-after': '3' })).toMatchObject({ retryAfterMs: 3000 });
  expect(thrown(429, { policyName: 'SECONDLY' })).toMatchObject({ retryAfterMs: 1000 });
  expect(thrown(429, { policyName: 'TEN_SECONDLY_ROLLING' })).toMatchObject({ retryAfterMs: 10_000 });
  const { retryAfterMs } = Object(thrown(429, { policyName: 'DAILY' }));
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(86_400_000);
});

test('missing scopes are named', () => {
  const context = { requiredGranularScopes: ['crm.lists.write', 'crm.lists.read'] };
  expect(thrown(403, { message: 'No.', errors: [{ message: 'One of', context }] })).toMatchObject({
    message: 'HubSpot answered 403: No. Scopes: crm.lists.write, crm.lists.read',
    mend: expect.stringContaining('crm.lists.write, crm.lists.read'),
  });
});

test('the token is never shown', () => {
  expect(Object(thrown(400, { message: 'strange header Bearer pat-secret' })).message).toBe(
    'strange header Bearer ***',
  );
  expect(Object(thrown(500, 'pat-secret')).message).not.toContain('pat-secret');
  expect(limitsOf(config).account).not.toContain('secret');
});

test('a fault names its property, wherever HubSpot says it', () => {
  const fault = { code: 'INVALID_OPTION', field: 'tier', reason: 'no [good]' };
  expect(faultsOf(problemSchema.parse(invalidValues('INVALID_OPTION')))).toEqual([fault]);
  const apart = { message: 'x', errors: [{ message: 'y', code: 'C', context: { propertyName: ['tier'] } }] };
  expect(faultsOf(problemSchema.parse(apart))).toEqual([{ code: 'C', field: 'tier', reason: 'y' }]);
  const message =
    'Cannot set PropertyValueCoordinates{portalId=1, propertyName=member_id, value=7} to 7. 12 already has that value.';
  expect(judgeRow(config, problemSchema.parse({ message }))).toMatchObject({
    status: 'rejected',
    field: 'member_id',
    reason: expect.stringContaining('already has that value'),
  });
});

test('an error of the moment is tried again, one without words is said to be so', () => {
  expect(judgeRow(config, problemSchema.parse({ category: 'RATE_LIMITS' }))).toMatchObject({
    status: 'retry',
  });
  expect(judgeRow(config, problemSchema.parse({ category: 'OTHER' }))).toMatchObject({
    status: 'rejected',
    reason: 'refused by HubSpot, which gave no reason',
  });
});

test.each([
  { access_token: 'two words' },
  { access_token: 'x', time_zone: 'Middle/Earth' },
  { access_token: 'x', api_url: 'ftp://x.org' },
  { access_token: 'x', requests_per_ten_seconds: 0 },
])('%o is refused', (given) => expect(hubspotConfig.safeParse(given).success).toBe(false));
