import { useTranslations } from 'next-intl';
import type { Connecting } from '../../data/connecting.ts';
import { ProblemNote } from '../notes.tsx';
import { Status } from '../status.tsx';

/** What became of the way to the vendor: connected, or what kept the token away and what to do about it. */
export function Connected({
  connecting: { outcome, said, redirectUri },
  name,
}: {
  connecting: Connecting;
  name: string;
}) {
  const words = useTranslations('destinations.oauth');
  if (outcome === 'connected') {
    return (
      <p role="status" style={{ margin: 0 }}>
        <Status tone="good">{words('connected', { name })}</Status>
      </p>
    );
  }
  const cause = words(`cause.${outcome}`, { name });
  return (
    <ProblemNote
      problem={{
        cause: said === null ? cause : `${cause} ${words('said', { name, said })}`,
        effect: words('nothingLost'),
        mend: words(`mend.${outcome}`, { name, callback: redirectUri ?? '' }),
      }}
    />
  );
}
