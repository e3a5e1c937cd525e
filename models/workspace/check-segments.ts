import type { Found } from './check.ts';
import { findCycles } from './cycles.ts';
import { type Condition, walkConditions } from './kinds/segment.ts';
import type { Names } from './names.ts';
import type { FieldPath, Finding } from './problem.ts';
import type { Workspace } from './resource.ts';

/** Conditions name columns, traits and segments that exist; no segment is made of itself. */
export function* checkSegments(workspace: Workspace, names: Names): Iterable<Found> {
  const hasEvents = workspace.all('source').some(({ shape }) => shape === 'events');
  const reads = new Map<string, string[]>();
  for (const segment of workspace.all('segment')) {
    const members: string[] = [];
    const findings: Finding[] = [];
    walkConditions(
      segment.where,
      (condition, path) => {
        findings.push(...checkCondition(condition, path, names, hasEvents));
        if ('segment' in condition) members.push(condition.segment);
      },
      ['where'],
    );
    for (const finding of findings) yield [segment, finding];
    reads.set(segment.slug, members);
  }
  for (const cycle of findCycles(reads)) {
    const segment = workspace.get('segment', cycle[0] ?? '');
    const message = `segments are made of one another: ${cycle.join(' -> ')}`;
    if (segment) yield [segment, { path: ['where'], message }];
  }
}

function checkCondition(condition: Condition, path: FieldPath, names: Names, hasEvents: boolean): Finding[] {
  if ('profile' in condition) return names.profileColumn(condition.profile, [...path, 'profile']);
  if ('trait' in condition) return names.traitColumn(condition.trait, [...path, 'trait']);
  if ('segment' in condition) return names.reference('segment', condition.segment, [...path, 'segment']);
  const did = 'did' in condition ? 'did' : 'did_not' in condition ? 'did_not' : undefined;
  if (did === undefined) return [];
  if (!hasEvents) {
    return [
      { path: [...path, did], message: 'no source of shape events is declared, so nobody did anything' },
    ];
  }
  if ('did' in condition && condition.at_least !== undefined && condition.at_most !== undefined) {
    if (condition.at_least > condition.at_most) {
      return [
        { path: [...path, 'at_most'], message: `must not be less than at_least, ${condition.at_least}` },
      ];
    }
  }
  return [];
}
