'use client';

import {
  type ButtonHTMLAttributes,
  cloneElement,
  lazy,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  Suspense,
  useState,
} from 'react';

const load = () => import('./opened-menu.tsx');
const OpenedMenu = lazy(load);

/** Something that a menu offers: done here, or a page or a file behind a link. */
export interface Act {
  label: string;
  icon?: ReactNode;
  /** Right of the label: a key, as a rule. */
  hint?: ReactNode;
  onSelect?: () => void;
  href?: string;
  download?: boolean;
  disabled?: boolean;
  dangerous?: boolean;
  /** Whether it is what is chosen of several. */
  current?: boolean;
  lang?: string;
}

export interface ActsMenuProps {
  button: ReactElement<ButtonHTMLAttributes<HTMLButtonElement> & RefAttributes<HTMLButtonElement>>;
  /** Null where a line parts what is above from what is below; a text where it heads what follows. */
  acts: readonly (Act | string | null)[];
  /** On top of them all. */
  head?: ReactNode;
  width?: number;
  /** Whether it opens within the landmark that the button is in; what scrolls would cut it off there. */
  inPlace?: boolean;
}

/** A button with a menu; what draws the menu is loaded when somebody comes near the button. */
export function ActsMenu(props: ActsMenuProps) {
  const [wanted, setWanted] = useState(false);
  const button = cloneElement(props.button, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
  });
  return wanted ? (
    <Suspense fallback={button}>
      <OpenedMenu {...props} />
    </Suspense>
  ) : (
    button
  );
}
