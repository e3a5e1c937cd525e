import type { Kind } from '../../models/workspace/resource.ts';

export type IdentityPlanTab = 'merges' | 'splits' | 'largest' | 'segments' | 'syncs' | 'conflicts';

type Query = Record<string, string | number | null | undefined>;

/** An address with the query parameters that are set; empty ones and page 1 are left out. */
function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '' || (name === 'page' && value === 1)) continue;
    search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Every address of a workspace's pages, so that none is put together elsewhere. */
export function pathsOf(workspace: string) {
  const root = `/w/${workspace}`;
  const part = encodeURIComponent;
  return {
    overview: root,
    inbox: `${root}/inbox`,
    profiles: (query: Query = {}) => withQuery(`${root}/profiles`, query),
    profile: (
      weftId: string,
      tab: 'summary' | 'timeline' | 'traits' | 'identity' | 'sent' = 'summary',
      query: Query = {},
    ) => withQuery(`${root}/profiles/${part(weftId)}/${tab}`, query),
    /** A source record or an entity's row of a person; a key of several parts is written one after the other. */
    record: (weftId: string, of: { kind: 'entity' | 'source'; slug: string; key: readonly string[] }) =>
      withQuery(`${root}/profiles/${part(weftId)}/record`, {
        ...{ of: of.kind, slug: of.slug, key: JSON.stringify(of.key) },
      }),
    segments: (query: Query = {}) => withQuery(`${root}/segments`, query),
    segment: (
      slug: string,
      tab: 'definition' | 'members' | 'history' | 'versions' | 'used-by' | 'edit' = 'definition',
      query: Query = {},
    ) => withQuery(`${root}/segments/${part(slug)}/${tab}`, query),
    newSegment: (query: Query = {}) => withQuery(`${root}/segments/new`, query),
    /** Where a question of the builder is answered. */
    segmentAsk: (what: string) => `${root}/segments/ask/${part(what)}`,
    /** Where the values of a column are asked, as one of them is typed. */
    columnValues: `${root}/segments/ask/values`,
    lists: `${root}/segments/lists`,
    list: (slug: string) => `${root}/segments/lists/${part(slug)}`,
    newList: `${root}/segments/lists/new`,
    profilesExport: (query: Query = {}) => withQuery(`${root}/profiles.csv`, query),
    syncRowsExport: (slug: string, run: string, query: Query = {}) =>
      withQuery(`${root}/syncs/${part(slug)}/runs/${part(run)}/rows.csv`, query),
    segmentExport: (slug: string) => `${root}/segments/${part(slug)}/members.csv`,
    traits: (query: Query = {}) => withQuery(`${root}/traits`, query),
    trait: (slug: string, query: Query = {}) => withQuery(`${root}/traits/${part(slug)}`, query),
    traitTab: (slug: string, tab: 'versions') => `${root}/traits/${part(slug)}/${tab}`,
    traitEdit: (slug: string) => `${root}/traits/${part(slug)}/edit`,
    /** Asked while a trait is being made. */
    traitLive: `${root}/traits/ask/live`,
    newTrait: (query: Query = {}) => withQuery(`${root}/traits/new`, query),
    newSync: (query: Query = {}) => withQuery(`${root}/syncs/new`, query),
    editSync: (slug: string, query: Query = {}) => withQuery(`${root}/syncs/${part(slug)}/edit`, query),
    /** Rejected rows of every sync. */
    rejects: (query: Query = {}) => withQuery(`${root}/syncs/rejects`, query),
    syncs: (query: Query = {}) => withQuery(`${root}/syncs`, query),
    sync: (slug: string, tab: 'runs' | 'preview' | 'mapping' = 'runs', query: Query = {}) =>
      withQuery(`${root}/syncs/${part(slug)}/${tab}`, query),
    syncRun: (slug: string, run: string, query: Query = {}) =>
      withQuery(`${root}/syncs/${part(slug)}/runs/${part(run)}`, query),
    syncUndo: (slug: string, run: string, query: Query = {}) =>
      withQuery(`${root}/syncs/${part(slug)}/runs/${part(run)}/undo`, query),
    /** The life of the rows of a key: what each run of each sync did with it. */
    syncRow: (query: Query = {}) => withQuery(`${root}/syncs/row`, query),
    destinations: `${root}/destinations`,
    newDestination: (type?: string) =>
      type === undefined ? `${root}/destinations/new` : `${root}/destinations/new/${part(type)}`,
    oauthStart: (type: string) => `${root}/destinations/oauth/${part(type)}/start`,
    oauthCallback: (type: string) => `${root}/destinations/oauth/${part(type)}/callback`,
    editDestination: (slug: string) => `${root}/destinations/${part(slug)}/edit`,
    warehouse: `${root}/warehouse`,
    sources: `${root}/sources`,
    source: (slug: string, query: Query = {}) => withQuery(`${root}/sources/${part(slug)}`, query),
    sourceEdit: (slug: string) => `${root}/sources/${part(slug)}/edit`,
    newSource: (query: Query) => withQuery(`${root}/sources/new`, query),
    /** What the warehouse has, declared or not. */
    catalogue: (query: Query = {}) => withQuery(`${root}/sources/catalogue`, query),
    catalogueTable: (table: string, query: Query = {}) =>
      withQuery(`${root}/sources/catalogue/${part(table)}`, query),
    upload: `${root}/sources/upload`,
    schema: (query: Query = {}) => withQuery(`${root}/schema`, query),
    entity: (slug: string, query: Query = {}) => withQuery(`${root}/schema/${part(slug)}`, query),
    entityEdit: (slug: string) => `${root}/schema/${part(slug)}/edit`,
    newEntity: (query: Query) => withQuery(`${root}/schema/new`, query),
    models: (query: Query = {}) => withQuery(`${root}/models`, query),
    model: (name: string) => `${root}/models/${part(name)}`,
    lineage: (query: Query = {}) => withQuery(`${root}/models/lineage`, query),
    query: `${root}/models/query`,
    statements: `${root}/models/sql`,
    sqlPreview: `${root}/models/sql/preview`,
    sqlNames: `${root}/models/sql/names`,
    statement: (kind: string, slug: string) => `${root}/models/sql/${part(kind)}/${part(slug)}`,
    modelRun: (run: string) => `${root}/models/runs/${part(run)}`,
    identity: (
      tab: 'summary' | 'rules' | 'plans' | 'held-back' | 'audit' | 'review' = 'summary',
      query: Query = {},
    ) => withQuery(`${root}/identity/${tab}`, query),
    /** The graph of a person, or what its page asks: `path`, `effect`, `candidates`. */
    identityGraph: (
      weftId: string,
      asks: 'path' | 'effect' | 'candidates' | null = null,
      query: Query = {},
    ) => withQuery(`${root}/identity/graph/${part(weftId)}${asks === null ? '' : `/${asks}`}`, query),
    /** What the rules editor asks while one edits. */
    identityRulesAsk: (asks: 'touched' | 'needs-plan') => `${root}/identity/rules/${asks}`,
    identityPlan: (id: string, tab: IdentityPlanTab = 'merges') =>
      `${root}/identity/plans/${part(id)}/${tab}`,
    /** What the app has changed of a resource, or of all, as a patch for its repository. */
    patch: (of?: { kind: string; slug: string }) =>
      withQuery(`${root}/changes.patch`, { of: of === undefined ? null : `${of.kind}/${of.slug}` }),
    settings: (tab: 'account' | 'people' | 'keys' | 'sign-on' = 'account') => `${root}/settings/${tab}`,
    activity: (query: Query = {}) => withQuery(`${root}/activity`, query),
    activityExport: (query: Query = {}) => withQuery(`${root}/activity.csv`, query),
  };
}

export type Paths = ReturnType<typeof pathsOf>;

/** The page that shows a resource, or null for a kind that has none. */
export function resourcePath(paths: Paths, kind: string, slug: string): string | null {
  const pages: Partial<Record<Kind, string>> = {
    source: paths.source(slug),
    entity: paths.entity(slug),
    identity: paths.identity(),
    trait: paths.trait(slug),
    segment: paths.segment(slug),
    list: paths.list(slug),
    destination: paths.destinations,
    sync: paths.sync(slug),
  };
  return Object.entries(pages).find(([name]) => name === kind)?.[1] ?? null;
}

/** Resources that read another one, each with its page. */
export const pagesOfUses = (
  paths: Paths,
  uses: readonly { kind: string; slug: string; name: string }[],
): { name: string; href: string | null }[] =>
  uses.map(({ kind, slug, name }) => ({ name, href: resourcePath(paths, kind, slug) }));
