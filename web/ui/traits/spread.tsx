import { useTranslations } from 'next-intl';
import type { Distribution } from '../../data/trait-distribution.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { Histogram, ValueBars } from '../charts/bars.tsx';
import { Empty, Note } from '../notes.tsx';
import { Count, Tile, Tiles } from '../values.tsx';

function Bars({ found }: { found: Distribution }) {
  const format = useFormats();
  const words = useTranslations('traits.page');
  if (found.known === 0) return <Empty quiet>{words('nobody')}</Empty>;
  if (found.shape === 'unsuitable') return <Note>{words('lists')}</Note>;
  if (found.shape !== 'histogram')
    return <ValueBars bars={found.bars} known={found.known} others={found.others} />;
  return (
    <>
      <Histogram bars={found.bars} known={found.known} />
      {found.others > 0 ? (
        <Note>
          {words('zeros', {
            zeros: format.exact(found.others),
            others: format.exact(found.known - found.others),
          })}
        </Note>
      ) : null}
    </>
  );
}

/** How the values of a trait are spread over everyone. */
export function Spread({ found }: { found: Distribution }) {
  const format = useFormats();
  const words = useTranslations('traits.page');
  const { quantiles } = found;
  return (
    <>
      <Tiles>
        <Tile
          label={words('known')}
          value={<Count value={found.known} />}
          note={words('ofEveryone', { share: format.share(found.known, found.people) })}
        />
        {quantiles ? (
          <>
            <Tile
              label={words('median')}
              value={format.measure(quantiles.median)}
              note={words('mean', { value: format.measure(quantiles.mean) })}
            />
            <Tile
              label={words('range')}
              value={words('rangeTo', {
                min: format.measure(quantiles.min),
                max: format.measure(quantiles.max),
              })}
              note={words('p95', { value: format.measure(quantiles.p95) })}
            />
          </>
        ) : null}
      </Tiles>
      <Bars found={found} />
    </>
  );
}
