'use client';

import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { sql } from '@codemirror/lang-sql';
import { EditorView } from '@codemirror/view';
import { useComputedColorScheme } from '@mantine/core';
import CodeMirror from '@uiw/react-codemirror';
import { useMemo } from 'react';

export interface CodeProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What may stand in braces: other traits, or Weft's tables. */
  names: readonly { name: string; hint?: string }[];
  height: string;
}

/** SQL with names in braces, which are proposed once a brace is typed. */
export default function Code({ label, value, onChange, names, height }: CodeProps) {
  const scheme = useComputedColorScheme('light');
  const extensions = useMemo(() => {
    const inBraces = (context: CompletionContext): CompletionResult | null => {
      const typed = context.matchBefore(/\{[a-z0-9_]*/);
      if (typed === null) return null;
      return {
        from: typed.from + 1,
        options: names.map(({ name, hint }) => ({
          label: name,
          ...(hint === undefined ? {} : { detail: hint }),
          apply: (view, _completion, from, to) => {
            const closed = view.state.sliceDoc(to, to + 1) === '}';
            const text = closed ? name : `${name}}`;
            view.dispatch({
              changes: { from, to, insert: text },
              selection: { anchor: from + name.length + 1 },
            });
          },
        })),
        validFor: /^[a-z0-9_]*$/,
      };
    };
    return [
      sql(),
      autocompletion({ override: [inBraces] }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      // The surface is the field's own, in either scheme.
      EditorView.theme({ '&, & .cm-gutters': { backgroundColor: 'var(--weft-paper)' } }),
    ];
  }, [names, label]);
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      extensions={extensions}
      theme={scheme}
      minHeight={height}
      maxHeight="420px"
      // Tab leaves the field, as in every other.
      indentWithTab={false}
      basicSetup={{
        foldGutter: false,
        highlightActiveLine: false,
        lineNumbers: height !== '44px',
        autocompletion: false,
      }}
    />
  );
}
