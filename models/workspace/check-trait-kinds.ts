import { type Trait, type TraitKey, traitColumns } from './kinds/trait.ts';
import { missing, type Names } from './names.ts';
import type { Finding } from './problem.ts';
import { placeholdersOf, readOnlyProblem } from './read-only-sql.ts';
import { checkPath, hasPersons } from './relations.ts';
import type { Workspace } from './resource.ts';

/** The models that a statement of the data team's own may name as `{model}`. */
export function modelPlaceholders(workspace: Workspace): string[] {
  const entities = workspace.all('entity').filter((entity) => hasPersons(workspace, entity));
  const events = workspace
    .all('source')
    .some(({ shape, identifiers }) => shape === 'events' && identifiers.length > 0);
  return [
    ...(events ? ['events'] : []),
    'profiles',
    'identity_members',
    ...entities.map(({ slug }) => `entity_${slug}`),
  ];
}

/** What is wrong with a statement that people wrote: one that does more than read, or names no model of Weft's. */
export function sqlFindings(
  sql: string,
  workspace: Workspace,
  names: Names,
  path: readonly PropertyKey[],
  also: readonly string[] = [],
): Finding[] {
  const problem = readOnlyProblem(sql);
  if (problem !== undefined) return [{ path, message: problem }];
  const known = [...modelPlaceholders(workspace), ...also];
  return placeholdersOf(sql)
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const slug = name.replace(/^entity_/, '');
      const entity = name.startsWith('entity_') && !known.includes(name) && names.has('entity', slug);
      if (!entity) return missing('model', name, known, path);
      return workspace.get('entity', slug) === undefined
        ? []
        : { path, message: `the entity "${slug}" has no person, so its rows belong to nobody` };
    });
}

function* checkNearest(
  settings: NonNullable<Trait['nearest']>,
  workspace: Workspace,
  names: Names,
): Iterable<Finding> {
  yield* names.reference('entity', settings.entity, ['nearest', 'entity']);
  const golden = Object.keys(workspace.identity?.golden ?? {});
  for (const part of ['latitude', 'longitude'] as const) {
    const column = settings.person[part];
    // Unknown where the identity rules could not be read.
    if (names.profileColumns !== undefined && !golden.includes(column))
      yield missing('golden column', column, golden, ['nearest', 'person', part]);
  }
  const entity = workspace.get('entity', settings.entity);
  if (!entity) return;
  for (const part of ['latitude', 'longitude', 'name', 'region'] as const) {
    const column = settings[part];
    if (column !== undefined) yield* checkPath(workspace, entity, column, ['nearest', part]);
  }
}

/** What cannot be added cannot be summed; of a formula or a measure only the warehouse knows. */
function* checkRollUp(
  { of, measure }: NonNullable<Trait['roll_up']>,
  workspace: Workspace,
): Iterable<Finding> {
  if (measure !== 'sum' && measure !== 'avg') return;
  const columns = workspace.all('trait').flatMap(traitColumns);
  const kind = columns.find(({ name }) => name === of)?.kind ?? 'double';
  if (kind === 'integer' || kind === 'decimal' || kind === 'double') return;
  const message = `"${of}" is ${kind}, which has no ${measure}; count it, or take its min or max`;
  yield { path: ['roll_up', 'of'], message };
}

type Check<K extends TraitKey> = (
  settings: NonNullable<Trait[K]>,
  workspace: Workspace,
  names: Names,
) => Iterable<Finding>;

/** A rank needs an order that people would agree with. */
function* checkPercentile(column: string, workspace: Workspace): Iterable<Finding> {
  const trait = workspace.all('trait').find((each) => traitColumns(each).some(({ name }) => name === column));
  const kind = trait && traitColumns(trait).find(({ name }) => name === column)?.kind;
  const list = typeof trait?.measure === 'object' && trait.measure.distinct_list !== undefined;
  const what = list ? 'a list' : kind === 'text' || kind === 'boolean' || kind === 'json' ? kind : undefined;
  if (what !== undefined)
    yield { path: ['percentile_of'], message: `"${column}" is ${what}, which has no percentile` };
}

/** What a model can weigh is one value, and what it predicts an event. */
function* checkPropensity(
  { from }: NonNullable<Trait['propensity']>,
  workspace: Workspace,
): Iterable<Finding> {
  for (const [index, column] of from.entries()) {
    const trait = workspace
      .all('trait')
      .find((each) => traitColumns(each).some(({ name }) => name === column));
    const kind = trait && traitColumns(trait).find(({ name }) => name === column)?.kind;
    const list = typeof trait?.measure === 'object' && trait.measure.distinct_list !== undefined;
    if (list || kind === 'json')
      yield {
        path: ['propensity', 'from', index],
        message: `"${column}" is a list, which no model can weigh`,
      };
  }
  if (!workspace.all('source').some(({ shape }) => shape === 'events'))
    yield { path: ['propensity', 'did'], message: 'no source is of shape events, so nobody does anything' };
}

/** What a kind names beside `from` and other traits. */
const checks: { [K in TraitKey]?: Check<K> } = {
  nearest: checkNearest,
  percentile_of: checkPercentile,
  propensity: checkPropensity,
  roll_up: checkRollUp,
  sql: (sql, workspace, names) => sqlFindings(sql, workspace, names, ['sql']),
};

export function checkTraitKind(
  key: TraitKey,
  settings: unknown,
  workspace: Workspace,
  names: Names,
): Iterable<Finding> {
  // Settings and check belong to one key, which the types cannot follow.
  const check = checks[key] as Check<TraitKey> | undefined;
  return check?.(settings as never, workspace, names) ?? [];
}
