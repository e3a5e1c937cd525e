import type { BrowserContext } from 'playwright-core';
import { withControl } from '../../connectors/control/connect.ts';
import { acceptInvitation, createOwner, invite } from '../../connectors/control/people.ts';
import type { Role } from '../../connectors/control/people-schema.ts';
import type { Settings } from '../../connectors/settings.ts';

const password = 'a long enough password';

/** Somebody of each role, as the tests sign in. */
export const somebody: Record<Role, { name: string; email: string }> = {
  admin: { name: 'Ada Admin', email: 'ada@weft.test' },
  data_engineer: { name: 'Dan Engineer', email: 'dan@weft.test' },
  marketer: { name: 'Mia Marketer', email: 'mia@weft.test' },
  viewer: { name: 'Vic Viewer', email: 'vic@weft.test' },
};

/** Lets one person of each role into a workspace. */
export async function letPeopleIn(settings: Settings): Promise<void> {
  await withControl(settings, async (control) => {
    await createOwner(control, { ...somebody.admin, password });
    for (const role of ['data_engineer', 'marketer', 'viewer'] as const) {
      const { name, email } = somebody[role];
      const token = await invite(control, { email, role, actor: somebody.admin.email });
      await acceptInvitation(control, { token, name, password });
    }
  });
}

// A sign-in costs an argon2 hash: each role signs in once for each app.
const kept = new Map<string, Promise<Awaited<ReturnType<BrowserContext['cookies']>>>>();

/** Signs a browser in as somebody of a role. */
export async function signIn(context: BrowserContext, url: string, as: Role): Promise<void> {
  const key = `${url} ${as}`;
  const known = kept.get(key);
  if (known !== undefined) {
    await context.addCookies(await known);
    return;
  }
  const signed = (async () => {
    const response = await context.request.post(`${url}/api/auth/sign-in/email`, {
      headers: { origin: url },
      data: { email: somebody[as].email, password },
    });
    if (!response.ok()) throw new Error(`sign-in as ${as}: ${response.status()} ${await response.text()}`);
    return context.cookies();
  })();
  kept.set(key, signed);
  await signed;
}

/** The cookies of somebody of a role, for requests without a browser. */
export async function cookieOf(url: string, as: Role): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: somebody[as].email, password }),
  });
  if (!response.ok) throw new Error(`sign-in as ${as}: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}
