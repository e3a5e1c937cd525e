import {
  type ActionIconProps,
  type BadgeProps,
  type ButtonProps,
  createTheme,
  type DrawerProps,
  type ModalProps,
  type PaperProps,
  type TooltipProps,
} from '@mantine/core';
import { dyes, neutrals } from './dyes.ts';

const sans = '"Instrument Sans Variable", "Instrument Sans", system-ui, sans-serif';
const serif = '"Source Serif 4 Variable", "Source Serif 4", Georgia, serif';
const mono = '"Geist Mono Variable", "Geist Mono", ui-monospace, monospace';

/** What a component of Mantine is given: not by its own `extend`, which would load the component on every page. */
const given = <P>(defaultProps: Partial<P>) => ({ defaultProps });

/** Undyed linen, ink and plant dyes: flat surfaces and hairlines, a shadow only on what floats. */
export const theme = createTheme({
  colors: { ...dyes, ...neutrals },
  primaryColor: 'woad',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: false,
  black: '#23211D',
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: {
    fontFamily: serif,
    fontWeight: '560',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: '28px', lineHeight: '34px' },
      h2: { fontSize: '18px', lineHeight: '26px' },
      h3: { fontSize: '16px', lineHeight: '22px' },
    },
  },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '24px', xl: '26px' },
  defaultRadius: 'sm',
  radius: { sm: '4px', md: '6px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '20px', xl: '32px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    ActionIcon: given<ActionIconProps>({ variant: 'subtle', color: 'gray' }),
    Badge: given<BadgeProps>({ variant: 'light', radius: 'xs', tt: 'none', fw: 500 }),
    Button: given<ButtonProps>({ size: 'sm', fw: 560 }),
    Drawer: given<DrawerProps>({ closeOnClickOutside: false }),
    Modal: given<ModalProps>({ closeOnClickOutside: false }),
    Paper: given<PaperProps>({ withBorder: true }),
    Tooltip: given<TooltipProps>({ openDelay: 300, fz: 'xs' }),
  },
});
