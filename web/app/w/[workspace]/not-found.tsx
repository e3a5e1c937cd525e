import { Empty } from '../../../ui/notes.tsx';
import { Page } from '../../../ui/page.tsx';

export default function NotFound() {
  return (
    <Page title="Not found">
      <Empty detail="It may have been removed or renamed in the workspace. Activity says what changed and when.">
        Nothing is at this address.
      </Empty>
    </Page>
  );
}
