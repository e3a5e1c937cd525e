'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { Comparison } from '../../../models/workspace/kinds/fuzzy.ts';
import { type LevelKind, levelKinds } from '../../../models/workspace/kinds/fuzzy-levels.ts';
import type { LevelEstimate } from '../../data/rules-columns.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { inOrder, type Level, nextLevel, sumOf, thresholdsOf, withLevels } from './fuzzy-edits.ts';
import { useLevelWords } from './fuzzy-parts.ts';
import { NumberField } from './number-field.tsx';
import css from './rules-editor.module.css';

interface LevelTableProps {
  title: string;
  comparison: Comparison;
  /** Of these very levels; null where there are none. */
  estimates: readonly LevelEstimate[] | null;
  jaroWinkler: boolean;
  locked: boolean;
  faultOf: (field: string) => string | null;
  /** Given shares no longer fitted: they were of so many levels. */
  onDrop: (levels: number) => void;
  onChange: (to: (comparison: Comparison) => Comparison, of?: string) => void;
}

const bounds = {
  jaro_winkler: { min: 0.0001, max: 0.9999, step: 0.01, decimalScale: 4 },
  levenshtein: { min: 1, max: 1000, step: 1, allowDecimal: false },
  days: { min: 1, max: 100_000, step: 1, allowDecimal: false },
  difference: { min: 0.000001, max: 1e12, step: 1, decimalScale: 6 },
} as const;

/** The levels of a comparison as they will be, the closest first, with their numbers and their shares. */
export function LevelTable(props: LevelTableProps) {
  const { title, comparison, estimates, jaroWinkler, locked, faultOf, onChange } = props;
  const words = useTranslations('identity.fuzzy');
  const level = useLevelWords();
  const thresholds = thresholdsOf(comparison);
  const texts = level.all(comparison);

  const put = (kind: LevelKind, to: (values: number[]) => number[], of?: string) => {
    const given = comparison.m ?? comparison.u;
    const next = withLevels(comparison, kind, to(comparison[kind]));
    if ((comparison.m && !next.m) || (comparison.u && !next.u)) props.onDrop(given?.length ?? 0);
    onChange((now) => withLevels(now, kind, to(now[kind])), of);
  };
  const sort = (kind: LevelKind) => {
    const sorted = inOrder(kind, comparison[kind]);
    if (sorted.some((value, place) => value !== comparison[kind][place])) put(kind, () => sorted);
  };
  const numberOf = ({ kind, place, value }: Level, text: string) => (
    <NumberField
      {...bounds[kind]}
      size="xs"
      aria-label={words('numberOf', { level: text, column: title })}
      disabled={locked}
      value={value}
      onNumber={(number) => put(kind, (values) => values.with(place, number), `${kind}.${place}`)}
      onBlur={() => sort(kind)}
    />
  );
  const shared = { title, comparison, estimates, locked, onChange };
  const given = (['m', 'u'] as const).filter((of) => comparison[of] !== undefined);
  const faults = [...levelKinds, 'm', 'u'].flatMap((field) => faultOf(field) ?? []);
  return (
    <div className={css.levelPart}>
      <div className={css.levelScroll}>
        <table className={css.levels}>
          <caption>{words('levelsOf', { column: title })}</caption>
          <thead>
            <tr>
              <th scope="col">{words('levels')}</th>
              <th scope="col">{words('number')}</th>
              <th scope="col" className={css.share}>
                m
              </th>
              <th scope="col" className={css.share}>
                u
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {texts.map((text, row) => {
              const threshold = thresholds[row - 1];
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a level has no identity but its place
                <tr key={row}>
                  <th scope="row">{text}</th>
                  <td>{threshold ? numberOf(threshold, text) : null}</td>
                  <td className={css.share}>
                    <Share {...shared} of="m" row={row} text={text} />
                  </td>
                  <td className={css.share}>
                    <Share {...shared} of="u" row={row} text={text} />
                  </td>
                  <td>
                    {threshold && !locked ? (
                      <ActionIcon
                        aria-label={words('removeLevel', { level: text, column: title })}
                        onClick={() => put(threshold.kind, (values) => values.toSpliced(threshold.place, 1))}
                      >
                        <IconTrash size={16} stroke={1.5} />
                      </ActionIcon>
                    ) : null}
                  </td>
                </tr>
              );
            })}
          </tbody>
          {given.length === 0 ? null : (
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  {words('sum')}
                </th>
                <Sum shares={comparison.m} />
                <Sum shares={comparison.u} />
                <td />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {faults.map((fault) => (
        <p key={fault} className={css.fault} role="alert">
          {fault}
        </p>
      ))}
      {locked ? null : (
        <div className={css.addLevel}>
          <span>{words('addLevel')}</span>
          {levelKinds
            .filter((kind) => kind !== 'jaro_winkler' || jaroWinkler)
            .map((kind) => (
              <Button
                key={kind}
                variant="default"
                size="compact-xs"
                leftSection={<IconPlus size={12} stroke={1.5} aria-hidden="true" />}
                onClick={() => put(kind, (values) => inOrder(kind, [...values, nextLevel(kind, values)]))}
              >
                {words(`kind.${kind}`)}
              </Button>
            ))}
        </div>
      )}
      {!jaroWinkler && comparison.jaro_winkler.length > 0 ? (
        <p className={css.fault}>{words('noJaroWinkler')}</p>
      ) : null}
    </div>
  );
}

interface ShareProps
  extends Pick<LevelTableProps, 'title' | 'comparison' | 'estimates' | 'locked' | 'onChange'> {
  of: 'm' | 'u';
  row: number;
  text: string;
}

/** The share of a level: as it is given, or as it was estimated. */
function Share({ title, comparison, estimates, locked, onChange, of, row, text }: ShareProps) {
  const words = useTranslations('identity.fuzzy');
  const format = useFormats();
  const share = comparison[of]?.[row];
  if (share === undefined) {
    const estimate = estimates?.[row]?.[of];
    return (
      <span className={css.estimated}>
        {estimate === undefined ? words('estimated') : `≈ ${format.measure(estimate)}`}
      </span>
    );
  }
  return (
    <NumberField
      size="xs"
      aria-label={words('shareOf', { of, level: text, column: title })}
      min={0.000001}
      max={0.999999}
      step={0.01}
      decimalScale={6}
      hideControls
      disabled={locked}
      value={share}
      onNumber={(value) =>
        onChange((now) => (now[of] ? { ...now, [of]: now[of].with(row, value) } : now), `${of}.${row}`)
      }
    />
  );
}

/** What given shares add up to. */
function Sum({ shares }: { shares: readonly number[] | undefined }) {
  const format = useFormats();
  if (shares === undefined) return <td />;
  const sum = sumOf(shares);
  return (
    <td className={css.share} data-wrong={Math.abs(sum - 1) > 0.001}>
      {format.precise(sum)}
    </td>
  );
}
