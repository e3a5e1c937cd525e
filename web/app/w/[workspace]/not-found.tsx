import { useTranslations } from 'next-intl';
import { Empty } from '../../../ui/notes.tsx';
import { Page } from '../../../ui/page.tsx';

export default function NotFound() {
  const words = useTranslations('common.notFound');
  return (
    <Page title={words('title')}>
      <Empty detail={words('detail')}>{words('text')}</Empty>
    </Page>
  );
}
