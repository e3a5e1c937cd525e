'use client';

import { Input } from '@mantine/core';
import dynamic from 'next/dynamic';
import { PendingBlock } from '../skeletons.tsx';
import type { CodeProps } from './code-mirror.tsx';
import css from './editor.module.css';

/** The editor of code is large: it loads with the first field that needs one. */
const Code = dynamic(() => import('./code-mirror.tsx'), {
  ssr: false,
  loading: () => <PendingBlock height={120} />,
});

export function CodeInput({ error, ...code }: CodeProps & { error?: string | null }) {
  return (
    <Input.Wrapper label={code.label} labelElement="div" error={error}>
      <div className={css.code} data-error={error ? true : undefined}>
        <Code {...code} />
      </div>
    </Input.Wrapper>
  );
}
