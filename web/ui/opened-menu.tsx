'use client';

import { Menu } from '@mantine/core';
import { cloneElement, Fragment, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Act, ActsMenuProps } from './acts-menu.tsx';
import { Go } from './go.tsx';

/** The menu of `ActsMenu`, opened as it comes. */
export default function OpenedMenu({ button, acts, head, width = 220, inPlace = false }: ActsMenuProps) {
  const target = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  // Focus goes back to where it is when the menu opens.
  useEffect(() => {
    target.current?.focus();
    setOpened(true);
  }, []);
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      width={width}
      withinPortal={!inPlace}
      opened={opened}
      onChange={setOpened}
      withInitialFocusPlaceholder={false}
      keepMounted={false}
    >
      <Menu.Target>{cloneElement(button, { ref: target })}</Menu.Target>
      <Menu.Dropdown>
        {head === undefined ? null : (
          <>
            {head}
            <Menu.Divider />
          </>
        )}
        {acts.map((act, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a menu is made anew and never reordered
          <Fragment key={place}>
            {act === null ? (
              <Menu.Divider />
            ) : typeof act === 'string' ? (
              <Menu.Label>{act}</Menu.Label>
            ) : (
              <Item act={act} />
            )}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ act }: { act: Act }): ReactNode {
  const { label, icon, hint, onSelect, href, download, dangerous = false, disabled, current, lang } = act;
  const shown = {
    leftSection: icon,
    rightSection: hint,
    // Of a dye by its name the menu takes one shade, which is too dark by night.
    ...(dangerous ? { color: 'var(--weft-madder)' } : {}),
    ...(current === undefined ? {} : { 'aria-current': current }),
    ...(lang === undefined ? {} : { lang }),
  };
  if (href === undefined) {
    return (
      <Menu.Item {...shown} disabled={disabled ?? false} {...(onSelect ? { onClick: onSelect } : {})}>
        {label}
      </Menu.Item>
    );
  }
  return download ? (
    <Menu.Item {...shown} component="a" href={href} download>
      {label}
    </Menu.Item>
  ) : (
    <Menu.Item {...shown} component={Go} href={href}>
      {label}
    </Menu.Item>
  );
}
