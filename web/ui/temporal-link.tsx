import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

/** To the workflow in Temporal's own UI, for its history and its worker; absent where that UI is not known. */
export function TemporalLink({ href }: { href: string | null }) {
  const words = useTranslations('runs');
  if (href === null) return null;
  return (
    <Button
      component="a"
      href={href}
      target="_blank"
      rel="noreferrer"
      variant="default"
      leftSection={<IconExternalLink size={16} stroke={1.5} aria-hidden="true" />}
    >
      {words('openTemporal')}
    </Button>
  );
}
