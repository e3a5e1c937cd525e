import Link from 'next/link';
import { Empty } from '../ui/notes.tsx';
import { Page } from '../ui/page.tsx';

export default function NotFound() {
  return (
    <main>
      <Page title="Not found">
        <Empty action={<Link href="/">Go to the overview</Link>}>Nothing is at this address.</Empty>
      </Page>
    </main>
  );
}
