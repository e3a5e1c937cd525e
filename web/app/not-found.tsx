import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Empty } from '../ui/notes.tsx';
import { Page } from '../ui/page.tsx';

export default function NotFound() {
  const words = useTranslations('common.notFound');
  return (
    <main>
      <Page title={words('title')}>
        <Empty action={<Link href="/">{words('home')}</Link>}>{words('text')}</Empty>
      </Page>
    </main>
  );
}
