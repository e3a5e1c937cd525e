'use client';

import { SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { slugOfName } from './slug-of-name.ts';
import type { ResourceEditor } from './use-resource-editor.ts';
import { withField } from './with-field.ts';

interface About {
  slug: string;
  name?: string | undefined;
  description?: string | undefined;
}

interface AboutFieldsProps<S extends About> {
  editor: Pick<ResourceEditor<S>, 'spec' | 'change'>;
  /** Of something new the slug is given too; it follows the name until somebody writes it. */
  isNew: boolean;
  slugFault: string | null;
  faultOf: (path: string) => string | null;
}

/** What a resource is called, and what it is for. */
export function AboutFields<S extends About>({
  editor: { spec, change },
  isNew,
  slugFault,
  faultOf,
}: AboutFieldsProps<S>) {
  const words = useTranslations('editor.about');
  const common = useTranslations('common');
  const put = (field: 'name' | 'slug' | 'description', to: (now: About) => About) =>
    // Nothing but what is about it is changed.
    change((now) => to(now) as S, field);
  const rename = (name: string) =>
    put('name', (now) => {
      const follows = isNew && (now.slug === '' || now.slug === slugOfName(now.name ?? ''));
      const slug = follows ? slugOfName(name) : now.slug;
      return { ...withField(now, 'name', name === '' ? undefined : name), slug };
    });
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: isNew ? 2 : 1 }}>
        <TextInput
          label={common('name')}
          value={spec.name ?? ''}
          error={faultOf('name')}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        {isNew ? (
          <TextInput
            label={words('slug')}
            description={words('slugText')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={spec.slug}
            maxLength={200}
            spellCheck={false}
            error={spec.slug === '' ? null : slugFault}
            onChange={(event) => {
              const slug = event.currentTarget.value.trim();
              put('slug', (now) => ({ ...now, slug }));
            }}
          />
        ) : null}
      </SimpleGrid>
      <Textarea
        label={common('description')}
        autosize
        minRows={1}
        maxRows={6}
        value={spec.description ?? ''}
        error={faultOf('description')}
        onChange={(event) => {
          const text = event.currentTarget.value;
          put('description', (now) => withField(now, 'description', text === '' ? undefined : text));
        }}
      />
    </Stack>
  );
}
