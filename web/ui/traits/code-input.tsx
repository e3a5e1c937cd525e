import { Input } from '@mantine/core';
import type { SqlEditorProps } from '../sql/sql-editor.tsx';
import { SqlEditor } from '../sql/sql-editor-loader.tsx';
import css from './editor.module.css';

export function CodeInput({ error, ...editor }: SqlEditorProps & { error?: string | null }) {
  return (
    <Input.Wrapper label={editor.label} labelElement="div" error={error}>
      <div className={css.code} data-error={error ? true : undefined}>
        <SqlEditor {...editor} />
      </div>
    </Input.Wrapper>
  );
}
