'use client';

import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import css from './floating.module.css';
import type { FloatingProps } from './floating.tsx';

/** The popover of `Floating`. It opens after it is there, so that it knows where focus was. */
export default function FloatingPopover({
  opened,
  onClose,
  width,
  padding = 12,
  className,
  region,
  children,
}: FloatingProps) {
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(opened), [opened]);
  const closes = onClose !== undefined;
  return (
    <Popover
      opened={shown}
      {...(closes ? { onChange: (open: boolean) => (open ? undefined : onClose()) } : {})}
      {...(width === undefined ? {} : { width })}
      withRoles={false}
      position="bottom-start"
      shadow="md"
      offset={closes ? 4 : 2}
      trapFocus={closes}
      returnFocus={closes}
      withinPortal
    >
      <Popover.Target>
        {/* Over the element while it is open: a click on it closes what it opened. */}
        <span
          className={css.anchor}
          data-takes={(closes && shown) || undefined}
          onClick={onClose}
          aria-hidden="true"
        />
      </Popover.Target>
      <Popover.Dropdown
        p={padding}
        className={className}
        {...(region === undefined ? { role: 'dialog' } : { role: 'region', 'aria-label': region })}
      >
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
