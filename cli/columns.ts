import type { Command } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import { type ColumnProfile, columnProfiles, profilesTable } from '../models/profiling/profiles.ts';
import { eventResource } from '../models/profiling/subject.ts';
import { traitColumns } from '../models/workspace/kinds/trait.ts';
import { nearest } from '../models/workspace/nearest.ts';
import type { Workspace } from '../models/workspace/resource.ts';
import { readComputable } from '../workflows/refresh-models/catalog.ts';
import { profileColumns } from '../workflows/refresh-models/profiling/profile-columns.ts';
import { type OpenWorkspace, withWorkspace } from './open-workspace.ts';
import { answer, table, warn } from './output.ts';

const persons = 'customer_360';

export function register(program: Command): void {
  program
    .command('columns')
    .argument('[resource]', 'a source, an entity, an event, a trait, or customer_360; all by default')
    .description('what columns hold: nulls, distinct values, range and the commonest values')
    .option('--profile', 'look at the warehouse now; by default what the last refresh saw')
    .option('--json', 'the same as JSON')
    .action((asked: string | undefined, { profile }: { profile?: true }) =>
      withWorkspace('weft columns', async (open) => {
        if (profile) await profileNow(open, asked);
        const known = await knownColumns(open);
        const columns = asked === undefined ? known : chosenOf(open.workspace, known, asked);
        answer({ columns: columns.map(documentOf) }, () =>
          asked === undefined ? describeAll(columns) : describe(columns),
        );
      }),
    );
}

async function knownColumns({ warehouse, workspace, query }: OpenWorkspace): Promise<ColumnProfile[]> {
  const made = (await warehouse.columns(profilesTable)).length > 0;
  const known = made
    ? await columnProfiles((sql) => warehouse.query(sql, query), warehouse.dialect, workspace)
    : [];
  if (known.length === 0) {
    throw new ConfigError('no columns have been profiled', {
      mend: 'Run `./weft run`, or `./weft columns --profile` to look at the tables that are there.',
    });
  }
  return known;
}

/** The resources that a name may mean: as it stands, by its slug, as an event, or as what is known of persons. */
function resourcesNamed(workspace: Workspace, name: string): string[] {
  const ofPersons = [
    ...Object.keys(workspace.identity?.golden ?? {}),
    ...workspace
      .all('trait')
      .flatMap((trait) => [trait.slug, ...traitColumns(trait).map((each) => each.name)]),
  ];
  const found = [
    ...(['source', 'entity'] as const).flatMap((kind) =>
      workspace.get(kind, name) === undefined ? [] : [`${kind}/${name}`],
    ),
    ...(ofPersons.includes(name) ? [persons] : []),
  ];
  return [name, ...(found.length > 0 ? found : [eventResource(name)])];
}

function chosenOf(workspace: Workspace, known: readonly ColumnProfile[], name: string): ColumnProfile[] {
  const resources = resourcesNamed(workspace, name);
  const trait = workspace.get('trait', name);
  const ownColumns = trait === undefined ? [name] : traitColumns(trait).map((each) => each.name);
  const chosen = known.filter(
    ({ resource, column }) =>
      resources.includes(resource) &&
      (resource !== persons || name === persons || ownColumns.includes(column)),
  );
  if (chosen.length > 0) return chosen;
  const names = known.flatMap(({ resource, column }) => [
    resource,
    resource.split('/').slice(1).join('/'),
    ...(resource === persons ? [column] : []),
  ]);
  const meant = nearest(name, names);
  throw new ConfigError(`no columns of ${name} have been profiled`, {
    mend: meant
      ? `Did you mean ${meant}?`
      : `\`./weft columns\` lists what has been; \`./weft columns ${name} --profile\` looks now.`,
  });
}

async function profileNow({ warehouse, workspace, query }: OpenWorkspace, asked: string | undefined) {
  const { catalog } = await readComputable(warehouse, workspace);
  const resources =
    asked === undefined
      ? [...[...catalog.keys()], eventResource(''), persons]
      : resourcesNamed(workspace, asked);
  const { failed } = await profileColumns({
    ...{ warehouse, workspace, catalog, resources, now: new Date() },
    ...(query.signal ? { signal: query.signal } : {}),
  });
  for (const { resources: of, why } of failed) warn(`${of.join(', ')}: ${why}`);
}

const documentOf = ({ place: _place, definition: _definition, ...told }: ColumnProfile) => told;

const percent = (share: number): string =>
  share > 0 && share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;

/** A line for each resource. */
function describeAll(columns: readonly ColumnProfile[]): string {
  const resources = [...Map.groupBy(columns, ({ resource }) => resource)];
  return table([
    ['RESOURCE', 'COLUMNS', 'ROWS', 'LOOKED AT', 'PROFILED'],
    ...resources.map(([resource, [first, ...others]]) => [
      resource,
      String(others.length + 1),
      first?.tableRows?.toLocaleString('en') ?? 'not known',
      looked(first),
      first?.profiledAt.slice(0, 16).replace('T', ' ') ?? '',
    ]),
  ]);
}

const looked = (profile: ColumnProfile | undefined): string =>
  profile === undefined ? '' : profile.sampled ? `${profile.rows.toLocaleString('en')}, a sample` : 'all';

function describe(columns: readonly ColumnProfile[]): string {
  return [...Map.groupBy(columns, ({ resource }) => resource)]
    .map(([resource, ofResource]) => {
      const [first] = ofResource;
      const rows = `${first?.rows.toLocaleString('en')} rows${first?.sampled ? ', a sample' : ''}`;
      return [
        `${resource}: ${rows}, ${first?.profiledAt.slice(0, 16).replace('T', ' ')} UTC`,
        table([
          ['COLUMN', 'KIND', 'NULL', 'DISTINCT', 'RANGE', 'COMMONEST'],
          ...ofResource.map((each) => [
            each.column,
            each.kind,
            each.nullShare === null ? '' : percent(each.nullShare),
            each.distinct?.toLocaleString('en') ?? '',
            each.least === null ? '' : `${each.least} – ${each.greatest}`,
            commonest(each),
          ]),
        ]),
      ].join('\n');
    })
    .join('\n\n');
}

const shown = 4;

function commonest({ values, withheld }: ColumnProfile): string {
  if (withheld === 'personal') return '(personal)';
  if (withheld === 'key') return '(each its own)';
  if (values === null) return '';
  const told = values.slice(0, shown).map(({ value, share }) => `${JSON.stringify(value)} ${percent(share)}`);
  return [...told, ...(values.length > shown ? ['…'] : [])].join(', ');
}
