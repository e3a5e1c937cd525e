'use client';

import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { ProblemNote } from '../notes.tsx';
import { MappingTable } from './mapping-table.tsx';
import type { PartProps } from './part-props.ts';
import { RequestAside } from './request-aside.tsx';
import { Suggestions } from './suggestions.tsx';
import css from './sync-editor.module.css';

interface MappingPartProps extends PartProps {
  zone: string;
  destinationName: string;
  mayRun: boolean;
  /** Whether personal values may be seen: without it no row is picked. */
  seesRows: boolean;
}

/** The mapping as a table, with one row as the destination would get it beside it. */
export function MappingPart({ editor, sides, zone, destinationName, mayRun, seesRows }: MappingPartProps) {
  const format = useFormats();
  const words = useTranslations('syncs.editor.mapping');
  const [sample, setSample] = useState<Record<string, unknown> | null>(null);
  const { columns, fields } = sides;
  const known = fields.data;
  return (
    <div className={css.mapping}>
      <fieldset className={css.tableSide} disabled={!editor.unlocked}>
        {columns.problem === null ? null : <ProblemNote problem={columns.problem} />}
        {fields.problem === null ? null : (
          <ProblemNote
            tone="warning"
            problem={{ ...fields.problem, effect: words('fieldsUnknown', { name: destinationName }) }}
          />
        )}
        <p className={css.heard}>
          {known === null
            ? fields.pending
              ? words('asking', { name: destinationName })
              : null
            : known.fields === null
              ? words('anyName', { name: destinationName })
              : words('heard', {
                  count: known.fields.length,
                  name: destinationName,
                  time: `${format.clock(known.at, zone)} ${zone}`,
                })}
          {(known !== null && known.fields !== null) || fields.problem !== null ? (
            <Button
              variant="subtle"
              size="compact-sm"
              loading={fields.pending}
              leftSection={<IconRefresh size={14} stroke={1.5} aria-hidden="true" />}
              onClick={sides.askAnew}
            >
              {words('askAnew')}
            </Button>
          ) : null}
        </p>
        <MappingTable editor={editor} sides={sides} sample={sample} />
        <Suggestions editor={editor} sides={sides} />
      </fieldset>
      <RequestAside
        spec={editor.spec}
        destinationName={destinationName}
        mayRun={mayRun}
        seesRows={seesRows}
        onSample={setSample}
      />
    </div>
  );
}
