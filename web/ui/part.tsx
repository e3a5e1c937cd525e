import { type ReactNode, Suspense } from 'react';
import { attempt } from '../data/problem.ts';
import { Empty, ProblemNote } from './notes.tsx';
import { Pending } from './skeletons.tsx';
import { ToModels } from './to-models.tsx';

interface PartProps<T> {
  load: () => Promise<T>;
  /** The part's final shape, shown while it loads. */
  pending: ReactNode;
  /** What a failure means here: "Nothing was sent." */
  effect?: string;
  children: (data: T) => ReactNode;
}

async function Loaded<T>({ load, effect, children }: Omit<PartProps<T>, 'pending'>) {
  const outcome = await attempt(load, { said: effect });
  if (outcome.state === 'ready') return children(outcome.data);
  if (outcome.state === 'not-computed') {
    return (
      <Empty detail={outcome.mend} action={outcome.refresh ? <ToModels /> : undefined}>
        {outcome.cause}
      </Empty>
    );
  }
  return <ProblemNote problem={outcome.problem} />;
}

/** A part of a page that reads on its own: slow or failing, it leaves the others alone. */
export function Part<T>({ pending, ...part }: PartProps<T>) {
  return (
    <Suspense fallback={<Pending>{pending}</Pending>}>
      <Loaded {...part} />
    </Suspense>
  );
}
