import { z } from 'zod';
import { holdsPlaceholder, placeholderForm } from '../check-placeholders.ts';
import { percent } from './percent.ts';
import { duration } from './shared.ts';

const noSecret = `a secret must not stand in the file; write ${placeholderForm} and set NAME in the environment`;

/** Text that is a secret as a whole or in part, so that the file only refers to it. */
const secret = z.string().refine(holdsPlaceholder, noSecret);

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** An address without a user name and password, or one that a secret stands for. */
const smtpUrl = z
  .string()
  .refine(
    (text) => holdsPlaceholder(text) || /^smtps?:\/\/[^@/\s]+\/?(\?\S*)?$/.test(text),
    `must be smtp://host:port or smtps://host:port without credentials, or ${placeholderForm}`,
  );

const secretHeader = /authorization|cookie|token|key|secret|password/i;

const headers = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not the name of a header'), z.string())
  .check(({ value, issues }) => {
    for (const [name, text] of Object.entries(value)) {
      if (secretHeader.test(name) && !holdsPlaceholder(text))
        issues.push({ code: 'custom', path: [name], message: noSecret, input: text });
    }
  });

/** Where alerts are told. */
export const alertChannel = z.union([
  z.strictObject({
    email: z.union([z.email(), z.array(z.email()).min(1)]),
    from: z.email(),
    smtp: smtpUrl,
  }),
  /** An incoming webhook. */
  z.strictObject({ slack: secret }),
  /** An app that posts to a channel; `api_url` is for GovSlack or a proxy. */
  z.strictObject({
    slack: z.strictObject({ token: secret, channel: z.string().min(1) }),
    api_url: httpUrl.optional(),
  }),
  /** A routing key of the Events API v2; `url` is for services that speak it too. */
  z.strictObject({ pagerduty: secret, url: httpUrl.optional() }),
  z.strictObject({
    webhook: z.string().refine((text) => holdsPlaceholder(text) || httpUrl.safeParse(text).success, {
      error: `must be an http or https address, or ${placeholderForm}`,
    }),
    headers: headers.optional(),
  }),
]);
export type AlertChannel = z.infer<typeof alertChannel>;

const off = z.literal(false);

/** What a sync alerts of beside failures, refused credentials and plans that wait; `false` turns it off. */
export const syncAlert = z.union([
  off,
  z
    .strictObject({
      /** More than this share of the rows that a run sent was rejected. */
      rejected_share: z.union([percent, off]).optional(),
      /** A run takes longer. */
      slower_than: z.union([duration, off]).optional(),
      /** No run was complete for so long. */
      stale_after: z.union([duration, off]).optional(),
      /** The source has this share more or fewer rows than in the run before. */
      size_change: z.union([percent, off]).optional(),
    })
    .refine((given) => Object.keys(given).length > 0, 'says nothing; `false` turns it off'),
]);
