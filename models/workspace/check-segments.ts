import type { Found } from './check.ts';
import { sqlFindings } from './check-trait-kinds.ts';
import { findCycles } from './cycles.ts';
import type { FieldPath } from './field-path.ts';
import type { Filter } from './kinds/filter.ts';
import { type Condition, leafKey, type Segment, walkConditions } from './kinds/segment.ts';
import type { Names } from './names.ts';
import type { Finding } from './problem.ts';
import { checkPath, personWay } from './relations.ts';
import type { Workspace } from './resource.ts';

/** Conditions name columns, traits and segments that exist; no segment is made of itself. */
export function* checkSegments(workspace: Workspace, names: Names): Iterable<Found> {
  const hasEvents = workspace.all('source').some(({ shape }) => shape === 'events');
  const reads = new Map<string, string[]>();
  for (const segment of workspace.all('segment')) {
    const members: string[] = [];
    const findings: Finding[] = [];
    if (segment.slug === 'weft_id') {
      const message =
        'segment_matches has a column of each segment beside weft_id; a segment needs another name';
      yield [segment, { path: ['slug'], message }];
    }
    if (lacksSwing(workspace, segment) && !names.isBroken('workspace')) {
      const message = 'needs a `swing`, as the workspace declares no alerts';
      yield [segment, { path: ['alert'], message, expected: 'a swing such as 30%' }];
    }
    if (segment.where === undefined) {
      const also = ['traits', 'customer_360'];
      for (const finding of sqlFindings(segment.sql ?? '', workspace, names, ['sql'], also))
        yield [segment, finding];
      continue;
    }
    walkConditions(
      segment.where,
      (condition, path) => {
        findings.push(...checkCondition(condition, path, { workspace, names, hasEvents }));
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

const lacksSwing = (workspace: Workspace, { alert }: Segment): boolean =>
  typeof alert === 'object' &&
  alert.swing === undefined &&
  workspace.all('workspace')[0]?.alerts?.swing === undefined;

interface Declared {
  workspace: Workspace;
  names: Names;
  hasEvents: boolean;
}

function checkCondition(condition: Condition, path: FieldPath, declared: Declared): Finding[] {
  const { names, workspace } = declared;
  if ('profile' in condition) return names.profileColumn(condition.profile, [...path, 'profile']);
  if ('trait' in condition) return names.traitColumn(condition.trait, [...path, 'trait']);
  if ('segment' in condition) return names.reference('segment', condition.segment, [...path, 'segment']);
  if ('consent' in condition) return names.reference('consent', condition.consent, [...path, 'consent']);
  if ('near' in condition) {
    const { latitude, longitude } = condition;
    return [
      ...names.profileColumn(latitude, [...path, 'latitude']),
      ...names.profileColumn(longitude, [...path, 'longitude']),
    ];
  }
  if ('has' in condition) {
    return [
      ...checkRows(condition.has, condition, [...path, 'has'], workspace, names),
      ...checkTimes(condition, path),
    ];
  }
  if ('has_not' in condition)
    return checkRows(condition.has_not, condition, [...path, 'has_not'], workspace, names);
  const key = leafKey(condition);
  if (key === undefined) return [];
  if (!declared.hasEvents) {
    return [
      { path: [...path, key], message: 'no source of shape events is declared, so nobody did anything' },
    ];
  }
  return 'did' in condition ? checkTimes(condition, path) : [];
}

function checkTimes(
  { at_least, at_most }: { at_least?: number | undefined; at_most?: number | undefined },
  path: FieldPath,
): Finding[] {
  if (at_least === undefined || at_most === undefined || at_least <= at_most) return [];
  return [{ path: [...path, 'at_most'], message: `must not be less than at_least, ${at_least}` }];
}

/** The rows of an entity that are asked for are of persons, and have a time where one is needed. */
function checkRows(
  slug: string,
  { within, where }: { within?: string | undefined; where?: Filter | undefined },
  path: FieldPath,
  workspace: Workspace,
  names: Names,
): Finding[] {
  const missingEntity = names.reference('entity', slug, path);
  const entity = workspace.get('entity', slug);
  if (entity === undefined) return missingEntity;
  if (personWay(workspace, entity) === undefined) {
    return [{ path, message: `the entity "${slug}" has no person, so its rows belong to nobody` }];
  }
  const place = path.slice(0, -1);
  if (within !== undefined && entity.time === undefined) {
    const message = `the entity "${slug}" declares no time, which this needs`;
    return [{ path: [...place, 'within'], message }];
  }
  return Object.keys(where ?? {}).flatMap((column) =>
    checkPath(workspace, entity, column, [...place, 'where', column]),
  );
}
