import { getFormatter, getTranslations } from 'next-intl/server';
import type { Permission } from '../../connectors/control/permissions.ts';
import { whoMay } from '../data/people.ts';
import { Note } from './notes.tsx';

/** Of those who have the role, so many are named. */
const namedAtMost = 5;

interface NeedsRoleProps {
  permission: Permission;
  /** What it is needed for: "Approving this plan". */
  act: string;
}

/** Why the reader is not offered something: the roles that it takes, and who has one of them. */
export async function NeedsRole({ permission, act }: NeedsRoleProps) {
  const [words, roles, format, { roles: having, names }] = await Promise.all([
    getTranslations('common.needsRole'),
    getTranslations('shell.roles'),
    getFormatter(),
    whoMay(permission),
  ]);
  const left = names.length - namedAtMost;
  const named = [...names.slice(0, namedAtMost), ...(left > 0 ? [words('more', { count: left })] : [])];
  return (
    <Note>
      {words('needs', {
        act,
        roles: format.list(
          having.map((role) => roles(role)),
          { type: 'disjunction' },
        ),
      })}{' '}
      {named.length === 0 ? null : words('who', { names: format.list(named), count: names.length })}
    </Note>
  );
}
