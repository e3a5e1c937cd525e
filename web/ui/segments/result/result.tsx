'use client';

import { Tabs, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { SizeAnswer } from '../../../data/segment-answers.ts';
import type { WhyAnswer } from '../../../data/segment-why.ts';
import type { Paths } from '../../paths.ts';
import { PendingBlock } from '../../skeletons.tsx';
import css from '../builder.module.css';
import type { Asked } from '../use-asked.ts';
import { SizeLine, SizePanel } from './size-panel.tsx';
import type { ChosenPerson } from './why-panel.tsx';

const MembersPanel = dynamic(() => import('./members-panel.tsx').then((module) => module.MembersPanel), {
  ssr: false,
  loading: () => <PendingBlock height={240} />,
});
const BreakdownPanel = dynamic(
  () => import('./breakdown-panel.tsx').then((module) => module.BreakdownPanel),
  {
    ssr: false,
    loading: () => <PendingBlock height={240} />,
  },
);
const OverlapPanel = dynamic(() => import('./overlap-panel.tsx').then((module) => module.OverlapPanel), {
  ssr: false,
  loading: () => <PendingBlock height={240} />,
});
const WhyPanel = dynamic(() => import('./why-panel.tsx').then((module) => module.WhyPanel), {
  ssr: false,
  loading: () => <PendingBlock height={240} />,
});

const tabs = ['size', 'members', 'breakdown', 'overlap', 'why'] as const;

/** What the rules give, beside them; on a narrow page a strip at the foot that opens upward. */
export function Result({
  question,
  size,
  nothing,
  before,
  slug,
  name,
  paths,
  person,
  onPerson,
  why,
}: {
  question: object;
  size: Asked<SizeAnswer | null>;
  nothing: boolean;
  before: number | null;
  slug: string;
  name: string;
  paths: Paths;
  person: ChosenPerson | null;
  onPerson: (person: ChosenPerson | null) => void;
  why: Asked<WhyAnswer | null>;
}) {
  const words = useTranslations('segments.result');
  const [open, setOpen] = useState(false);
  return (
    <aside className={css.result} data-open={open || undefined} aria-label={words('label')}>
      <UnstyledButton className={css.strip} aria-expanded={open} onClick={() => setOpen((now) => !now)}>
        <SizeLine asked={size} nothing={nothing} />
        {open ? <IconChevronDown size={20} stroke={1.5} /> : <IconChevronUp size={20} stroke={1.5} />}
      </UnstyledButton>
      <div className={css.body}>
        <Tabs defaultValue="size" keepMounted={false}>
          <Tabs.List className={css.tabs}>
            {tabs.map((tab) => (
              <Tabs.Tab key={tab} value={tab}>
                {words(tab)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="size">
            <SizePanel asked={size} nothing={nothing} before={before} />
          </Tabs.Panel>
          <Tabs.Panel value="members">
            <MembersPanel question={question} paths={paths} />
          </Tabs.Panel>
          <Tabs.Panel value="breakdown">
            <BreakdownPanel question={question} />
          </Tabs.Panel>
          <Tabs.Panel value="overlap">
            <OverlapPanel question={question} slug={slug} name={name} />
          </Tabs.Panel>
          <Tabs.Panel value="why">
            <WhyPanel person={person} onChoose={onPerson} asked={why} paths={paths} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </aside>
  );
}
