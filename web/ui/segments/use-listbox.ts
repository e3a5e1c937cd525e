'use client';

import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';

/** A list of options under a text field: the field keeps the focus, arrows go through the options. */
export function useListbox<T>(options: readonly T[], onChoose: (option: T) => void, begins = -1) {
  const id = useId();
  const [active, setActive] = useState(begins);
  const list = useRef<HTMLDivElement>(null);
  const shown = Math.min(active, options.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  /** Whether the key was one of the list's. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (options.length === 0 || event.altKey) return false;
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setActive(shown < 0 && by < 0 ? options.length - 1 : (shown + by + options.length) % options.length);
      return true;
    }
    const option = options[shown];
    if (event.key !== 'Enter' || option === undefined) return false;
    event.preventDefault();
    onChoose(option);
    return true;
  };

  return {
    active: shown,
    activeOption: options[shown],
    setActive,
    onKeyDown,
    inputProps: {
      role: 'combobox',
      'aria-autocomplete': 'list' as const,
      'aria-controls': `${id}-list`,
      'aria-activedescendant': shown < 0 ? undefined : `${id}-${shown}`,
    },
    listProps: { id: `${id}-list`, ref: list },
    optionProps: (index: number) => ({
      id: `${id}-${index}`,
      role: 'option' as const,
      'aria-selected': index === shown,
      // The field keeps the focus.
      onMouseDown: (event: MouseEvent) => event.preventDefault(),
      onMouseEnter: () => setActive(index),
      onClick: () => {
        const option = options[index];
        if (option !== undefined) onChoose(option);
      },
    }),
  };
}
