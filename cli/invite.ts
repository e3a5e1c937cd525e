import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { currentActor } from '../connectors/control/origin.ts';
import { invite } from '../connectors/control/people.ts';
import { type Role, roles } from '../connectors/control/people-schema.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readEndpoints, readSettings } from '../connectors/settings.ts';
import { nearest } from '../models/workspace/nearest.ts';
import { answer } from './output.ts';

export function register(program: Command): void {
  program
    .command('invite')
    .description('make the link by which somebody comes into the app, or sets a new password')
    .argument('<email>', 'their e-mail address')
    .option('--role <role>', `one of ${roles.join(', ')}`, 'viewer')
    .option('--json', 'the result as JSON')
    .action(async (email: string, { role: given }: { role: string }) => {
      const role = roleOf(given);
      if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new ConfigError(`${email} is no e-mail address`);
      const settings = readSettings();
      const actor = await currentActor(process.cwd());
      const token = await withControl(settings, (control) => invite(control, { email, role, actor }));
      const base = settings.env.WEFT_PUBLIC_URL ?? readEndpoints(settings.home).web?.url ?? '';
      const link = `${base.replace(/\/$/, '')}/invite/${token}`;
      answer({ email, role, link }, () => `${email} may come in as ${role} for seven days:\n${link}`);
    });
}

function roleOf(given: string): Role {
  const role = roles.find((one) => one === given);
  if (role !== undefined) return role;
  const near = nearest(given, roles);
  throw new ConfigError(`there is no role "${given}"`, {
    mend: near === undefined ? `Use one of ${roles.join(', ')}.` : `Did you mean ${near}?`,
  });
}
