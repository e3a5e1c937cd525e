'use client';

import { useNotifications } from '@mantine/notifications';
import dynamic from 'next/dynamic';
import { useState } from 'react';

const Notifications = dynamic(() => import('@mantine/notifications').then((module) => module.Notifications), {
  ssr: false,
});

/** What tells of something done, at the foot of the page: loaded with the first that is told. */
export function Toasts() {
  const { notifications } = useNotifications();
  const [told, setTold] = useState(false);
  if (notifications.length > 0 && !told) setTold(true);
  return told ? <Notifications position="bottom-right" /> : null;
}
