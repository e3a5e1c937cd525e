/** What better-auth answered to a form of the browser. */
export interface AuthAnswer {
  ok: boolean;
  status: number;
  body: Record<string, unknown>;
}

/** Asks better-auth, which sets or ends the session by its cookie. */
export async function askAuth(path: string, body: Record<string, unknown>): Promise<AuthAnswer> {
  try {
    const response = await fetch(`/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => null);
    const fields = typeof answer === 'object' && answer !== null ? { ...answer } : {};
    return { ok: response.ok, status: response.status, body: fields };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

/** A path of this app, so that a link elsewhere cannot be smuggled in; else the start. */
export const ownPath = (next: string | null | undefined): string =>
  next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
