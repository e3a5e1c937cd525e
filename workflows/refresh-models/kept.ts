import type { Generation } from '../../models/dbt/context.ts';
import { segmentsAtFault } from '../../models/segments/context.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { dependentsOf, usersOfSegment } from '../../models/workspace/uses.ts';
import type { BuildStep } from './predictions/fit-predictions.ts';
import { warnedStep } from './warned-step.ts';

/**
 * A step that warns for each trait and segment that could not be asked, and so stays as the last good refresh left it:
 * why, and what goes on with it.
 */
export function keptSteps(context: Generation): BuildStep[] {
  const { workspace, aside } = context;
  return [
    ...[...aside.traits].map(([slug, why]) =>
      warned(
        'trait',
        slug,
        `not computed, and its values are those of the last good refresh: ${sentence(why)}${behind(workspace, slug)} Mend the column or the trait.`,
      ),
    ),
    ...[...segmentsAtFault(context)].map(([slug, why]) =>
      warned(
        'segment',
        slug,
        `not asked, and its members are those of the last good refresh: ${sentence(why)}${sent(workspace, slug)} Mend the column or the condition.`,
      ),
    ),
  ];
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

function behind(workspace: Workspace, slug: string): string {
  const trait = workspace.get('trait', slug);
  const waiting = trait === undefined ? [] : dependentsOf(workspace, trait);
  return waiting.length === 0
    ? ''
    : ` It is behind ${waiting.map((resource) => `${resource.kind} ${resource.slug}`).join(', ')}.`;
}

function sent(workspace: Workspace, slug: string): string {
  const syncs = usersOfSegment(workspace, slug).flatMap((user) => (user.kind === 'sync' ? user.slug : []));
  return syncs.length === 0 ? '' : ` It is sent by ${syncs.join(', ')}.`;
}

const warned = (kind: 'trait' | 'segment', slug: string, message: string): BuildStep =>
  warnedStep(`${kind}.${slug}`, `${kind}_${slug}`, message);
