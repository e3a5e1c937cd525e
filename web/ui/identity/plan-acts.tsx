'use client';

import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SaveResult } from '../../data/actions/edit-resource.ts';
import { planAgain, publishPlan } from '../../data/actions/plan-identity.ts';
import type { PlanView } from '../../data/identity-plans.ts';
import { ActionForm } from '../action-form.tsx';
import { describeFinding } from '../editor/describe-finding.ts';
import { Note, ProblemNote } from '../notes.tsx';
import { pathsOf } from '../paths.ts';
import type { Problem } from '../problem.ts';
import { Status } from '../status.tsx';

interface PlanActsProps {
  plan: Pick<PlanView, 'id' | 'stands' | 'changes' | 'stale'>;
  workspace: string;
}

/** What can be done with a plan: put its rules in force, or make it anew. */
export function PlanActs({ plan, workspace }: PlanActsProps) {
  const words = useTranslations('identity.plan');
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [managed, setManaged] = useState(false);

  if (plan.stands === 'in force') return <Status tone="good">{words('inForce')}</Status>;
  if (plan.changes === null) return <Note>{words('ofCommandLine')}</Note>;

  const refused = (result: Exclude<SaveResult, { state: 'saved' }>): Problem => {
    switch (result.state) {
      case 'failed':
        return result.problem;
      case 'invalid':
        return { cause: result.problems.map(describeFinding).join('; '), effect: words('asBefore') };
      case 'conflict':
        return { cause: words('conflict'), effect: words('asBefore') };
      case 'managed':
        return { cause: words('managed') };
      case 'unplanned':
        return { cause: words('outdated'), effect: words('asBefore') };
    }
  };
  const publish = async (anyway: boolean) => {
    setPending(true);
    setProblem(null);
    const result = await publishPlan(plan.id, anyway).catch(
      (): SaveResult => ({ state: 'failed', problem: { cause: words('unreachable') } }),
    );
    setPending(false);
    if (result.state === 'saved') {
      notifications.show({ message: words('published', { version: result.version }), color: 'moss' });
      router.push(pathsOf(workspace).identity('rules'));
      return;
    }
    setManaged(result.state === 'managed');
    setProblem(refused(result));
  };
  const open = plan.stands === 'open';
  return (
    <div>
      <Group gap="sm" align="flex-start" justify="flex-end">
        {open && !plan.stale ? null : (
          <ActionForm
            action={planAgain}
            label={words('again')}
            icon="again"
            fields={{ plan: plan.id }}
            filled={!open}
          />
        )}
        {open ? (
          <Button
            loading={pending}
            leftSection={<IconCheck size={16} stroke={1.5} aria-hidden="true" />}
            onClick={() => void publish(managed)}
          >
            {words(managed ? 'publishAnyway' : 'publish')}
          </Button>
        ) : null}
      </Group>
      {open ? null : <Note>{words('outdated')}</Note>}
      {problem === null ? null : <ProblemNote problem={problem} />}
    </div>
  );
}
