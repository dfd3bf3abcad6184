import type { GrafanaTheme2 } from '@grafana/data';
import { MAX_SERIES, OTHERS } from './stack.js';

const HUES = ['purple', 'blue', 'green', 'orange', 'red', 'yellow'] as const;
// On white the plain shades of Grafana's palette are too pale, on black the dark ones too dim.
const SHADES = { dark: ['', 'light-'], light: ['semi-dark-', 'light-'] } as const;

/** The colour of each group, by its place in the list, in the theme in use; those beyond the first few share one with `OTHERS`. */
export function seriesColors(theme: GrafanaTheme2, groups: readonly string[]): ReadonlyMap<string, string> {
  const shades = SHADES[theme.isDark ? 'dark' : 'light'];
  const shared = theme.colors.text.disabled;
  return new Map(
    [...groups, OTHERS].map((name, index): [string, string] => {
      if (name === OTHERS || index >= MAX_SERIES) return [name, shared];
      const shade = shades[Math.floor(index / HUES.length) % shades.length] ?? '';
      return [name, theme.visualization.getColorByName(`${shade}${HUES[index % HUES.length] ?? 'blue'}`)];
    }),
  );
}
