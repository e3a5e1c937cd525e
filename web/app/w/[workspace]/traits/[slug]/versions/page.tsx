import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { stringify } from 'yaml';
import { parseResource } from '../../../../../../../models/workspace/parse-resource.ts';
import { toYaml } from '../../../../../../../models/workspace/to-yaml.ts';
import { may } from '../../../../../../data/authorise.ts';
import { resourceState, resourceVersions } from '../../../../../../data/resource-state.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { Words } from '../../../../../../i18n/words.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { PendingBlock } from '../../../../../../ui/skeletons.tsx';
import { TextDiff } from '../../../../../../ui/text-diff.tsx';
import { RestoreTrait } from '../../../../../../ui/traits/restore-trait.tsx';
import { Dim, Time } from '../../../../../../ui/values.tsx';
import css from './versions.module.css';

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('traits'))('versions') };
}

/** As a file would have it; what an older release wrote and this one does not know, as it was written. */
function yamlOf(stored: unknown): string {
  if (stored === null || stored === undefined) return '';
  const parsed = parseResource('trait', stored);
  return parsed.resource === null ? stringify(stored) : toYaml(parsed.resource);
}

export default async function TraitVersionsPage({ params }: PageProps) {
  const { workspace, slug } = await params;
  const words = await getTranslations('traits');
  const history = await getTranslations('traits.history');
  const common = await getTranslations('common');
  const paths = pathsOf(workspace);
  const { zone } = await currentWorkspace();
  return (
    <Page
      title={words('versions')}
      lead={
        <span className={css.aside}>
          <Go href={paths.trait(slug)}>{slug}</Go>
          <a href={paths.patch({ kind: 'trait', slug })} download>
            {common('git.patch')}
          </a>
        </span>
      }
    >
      <Part
        load={async () => {
          const [versions, state, editable] = await Promise.all([
            resourceVersions('trait', slug),
            resourceState('trait', slug),
            may('data.edit'),
          ]);
          return { versions, state, editable };
        }}
        pending={<PendingBlock height={320} />}
      >
        {({ versions, state, editable }) =>
          versions.length === 0 ? (
            <Empty>{history('none')}</Empty>
          ) : (
            <Words areas={['traits', 'editor']}>
              {versions.map(({ version, action, by, at, before, after }) => (
                <Section
                  key={version}
                  title={history('version', { version })}
                  aside={
                    <span className={css.aside}>
                      <Dim>
                        {history(action)} · {by} · <Time at={at.toISOString()} zone={zone} full />
                      </Dim>
                      {version === state?.version ? (
                        <strong>{history('current')}</strong>
                      ) : editable && after !== null && after !== undefined ? (
                        <RestoreTrait
                          slug={slug}
                          version={version}
                          spec={after}
                          baseVersion={state?.version ?? 0}
                          managed={state !== null && state.managedBy !== 'app'}
                          href={paths.trait(slug)}
                        />
                      ) : null}
                    </span>
                  }
                >
                  <TextDiff before={yamlOf(before)} after={yamlOf(after)} />
                </Section>
              ))}
            </Words>
          )
        }
      </Part>
    </Page>
  );
}
