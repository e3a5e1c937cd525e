import 'server-only';
import { hasOwner as ownerIsThere, readInvitation } from '../../connectors/control/people.ts';
import type { Role } from '../../connectors/control/people-schema.ts';
import { currentWorkspace as readWorkspace } from '../../connectors/control/versions.ts';
import { signOnProvider } from '../auth/sign-on.ts';
import { withControl } from './control.ts';
import { settings } from './settings.ts';

/** What the pages before the sign-in may know: nothing of the workspace but its name, to those who are invited. */

export const hasOwner = (): Promise<boolean> => withControl(ownerIsThere);

/** What the button of single sign-on is called; null where there is none. */
export const signOnName = (): string | null => signOnProvider(settings())?.name ?? null;

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);

/** Whether whoever reaches the app sits at its machine, and may so become its owner. */
export function reachedHereOnly(): boolean {
  const { env } = settings();
  return loopback.has(env.WEFT_HOST) && env.WEFT_PUBLIC_URL === undefined;
}

export interface InvitedTo {
  workspace: string;
  email: string;
  role: Role;
  by: string;
}

/** What a link invites to, or null where it is no longer good. */
export const invitedTo = (token: string): Promise<InvitedTo | null> =>
  withControl(async (control) => {
    const invitation = await readInvitation(control, token);
    if (invitation === null) return null;
    const { resources } = await readWorkspace(control);
    const declared = resources.find((one) => one.kind === 'workspace');
    return {
      workspace: declared?.name ?? 'Weft',
      email: invitation.email,
      role: invitation.role,
      by: invitation.invitedBy,
    };
  });
