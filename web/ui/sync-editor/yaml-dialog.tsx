'use client';

import { Button, Group, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { MappedValue } from '../../../models/workspace/kinds/mapping.ts';
import type { ReadYaml } from '../../data/sync-editor.ts';
import { Dialog } from '../dialog.tsx';
import { describeFinding } from '../editor/describe-finding.ts';
import { askPage } from '../use-answer.ts';
import css from './sync-editor.module.css';
import { editorAddress } from './use-sides.ts';

interface YamlDialogProps {
  title: string;
  value: MappedValue;
  onClose: () => void;
  onValue: (value: MappedValue) => void;
}

/** One value of a mapping as text. What is no such value stays in the text, with what is wrong. */
export function YamlDialog({ title, value, onClose, onValue }: YamlDialogProps) {
  const words = useTranslations('syncs.editor.yaml');
  const common = useTranslations('common');
  // JSON is YAML: a value of a few lines needs no writer of its own in the browser.
  const [text, setText] = useState(() =>
    typeof value === 'string' ? value : JSON.stringify(value, null, 2),
  );
  const [fault, setFault] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const take = async () => {
    setPending(true);
    const answer = await askPage<ReadYaml<MappedValue>>(editorAddress, { ask: 'value', text });
    setPending(false);
    if (answer.data === null) setFault(answer.problem.cause);
    else if (answer.data.value === null) setFault(answer.data.problems.map(describeFinding).join(' '));
    else onValue(answer.data.value);
  };
  return (
    <Dialog onClose={onClose} title={title} size="lg">
      <Textarea
        aria-label={title}
        description={words('valueText')}
        className={css.yaml}
        autosize
        minRows={6}
        maxRows={20}
        spellCheck={false}
        value={text}
        error={fault}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setFault(null);
        }}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button loading={pending} onClick={take}>
          {words('take')}
        </Button>
      </Group>
    </Dialog>
  );
}
