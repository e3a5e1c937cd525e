import type { GenericOAuthConfig } from 'better-auth/plugins';
import type { Role } from '../../connectors/control/people-schema.ts';
import type { Settings } from '../../connectors/settings.ts';

/** The identity provider of the environment, or null where none is set in full. */
export function signOnProvider({ env }: Settings): GenericOAuthConfig | null {
  const { WEFT_OIDC_ISSUER: issuer, WEFT_OIDC_CLIENT_ID: clientId } = env;
  if (issuer === undefined || clientId === undefined) return null;
  return {
    providerId: 'sign-on',
    name: env.WEFT_OIDC_NAME,
    discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId,
    ...(env.WEFT_OIDC_CLIENT_SECRET === undefined ? {} : { clientSecret: env.WEFT_OIDC_CLIENT_SECRET }),
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    mapProfileToUser: (profile) => ({ emailVerified: profile.email_verified === true }),
  };
}

/** The role that an address gets by its domain alone, or null where its owner has to be invited. */
export function roleOfDomain({ env }: Settings, email: string): Role | null {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const open = env.WEFT_OIDC_DOMAINS.split(',').map((one) => one.trim().toLowerCase());
  return domain !== '' && open.includes(domain) ? env.WEFT_OIDC_ROLE : null;
}
