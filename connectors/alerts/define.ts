/** One thing that is told of an alert: that it stands, that all is back to normal, or that telling works. */
export interface Notice {
  /** The same for all that is told of one alert. */
  key: string;
  /** The same each time that this very notice is sent. */
  id: string;
  state: 'open' | 'normal' | 'test';
  severity: 'error' | 'warning' | 'info';
  /** `sync/ads`, `segment/vip`, `models`. */
  subject: string;
  /** `failed`, `stale`, …. */
  kind: string;
  title: string;
  /** Counts and causes, without a customer's data. */
  lines: readonly string[];
  /** What to do about it. */
  mend: string | null;
  /** Where the app shows it. */
  link: string | null;
  at: Date;
}

/** What one channel needs, secrets filled in. */
export type ChannelSettings =
  | { email: string | string[]; from: string; smtp: string }
  | { slack: string | { token: string; channel: string }; api_url?: string | undefined }
  | { pagerduty: string; url?: string | undefined }
  | { webhook: string; headers?: Record<string, string> | undefined };

/** How long telling one channel may take. */
export const tellTimeoutMs = 10_000;
