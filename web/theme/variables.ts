import type { CSSVariablesResolver } from '@mantine/core';
import { dyes, linen } from './dyes.ts';

type Scheme = keyof typeof linen;

const textShade = { light: 7, dark: 4 } as const;
const fillShade = { light: 7, dark: 6 } as const;

/** Surfaces and inks under names of Weft's own, and Mantine's variables that have to agree with them. */
function surfaces(scheme: Scheme): Record<string, string> {
  const own = linen[scheme];
  return {
    '--mantine-color-body': own.body,
    '--mantine-color-text': own.ink,
    '--mantine-color-dimmed': own.dimmed,
    '--mantine-color-placeholder': own.placeholder,
    '--mantine-color-error': dyes.madder[textShade[scheme]],
    '--mantine-color-anchor': dyes.woad[textShade[scheme]],
    '--mantine-color-default': own.paper,
    '--mantine-color-default-border': own.hairline,
    '--mantine-color-default-hover': own.sunken,
    '--weft-body': own.body,
    '--weft-paper': own.paper,
    '--weft-sunken': own.sunken,
    '--weft-hairline': own.hairline,
    '--weft-control': own.control,
    '--weft-ink': own.ink,
    '--weft-dimmed': own.dimmed,
    ...Object.fromEntries(own.charts.map((color, index) => [`--weft-chart-${index + 1}`, color])),
  };
}

/** Each dye as text, as a fill and as a wash behind text; Mantine's light variant reads the same. */
function dyeVariables(scheme: Scheme): Record<string, string> {
  const entries = Object.entries(dyes).flatMap(([name, shades]) => {
    const wash = scheme === 'light' ? shades[0] : `color-mix(in srgb, ${shades[4]} 14%, transparent)`;
    const deeper = scheme === 'light' ? shades[1] : `color-mix(in srgb, ${shades[4]} 22%, transparent)`;
    return [
      [`--weft-${name}`, shades[textShade[scheme]]],
      [`--weft-${name}-fill`, shades[fillShade[scheme]]],
      [`--weft-${name}-wash`, wash],
      [`--mantine-color-${name}-light`, wash],
      [`--mantine-color-${name}-light-hover`, deeper],
      // Mantine takes shade 0 in the dark, which glares on linen.
      [`--mantine-color-${name}-light-color`, scheme === 'light' ? shades[7] : shades[3]],
      [`--mantine-color-${name}-text`, shades[textShade[scheme]]],
    ];
  });
  return Object.fromEntries(entries);
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...surfaces('light'), ...dyeVariables('light') },
  dark: { ...surfaces('dark'), ...dyeVariables('dark') },
});
