import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { identityReview } from '../../../../../../data/identity-review.ts';
import { ReviewQueue } from '../../../../../../ui/identity/review-queue.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.review'))('meta') };
}

export default async function IdentityReviewPage() {
  const words = await getTranslations('identity.review');
  return (
    <Part load={identityReview} pending={<PendingRows rows={8} />}>
      {(review) =>
        review === null ? (
          <Empty detail={words('offDetail')}>{words('off')}</Empty>
        ) : review.pairs.length === 0 ? (
          <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>
        ) : (
          <ReviewQueue review={review} />
        )
      }
    </Part>
  );
}
