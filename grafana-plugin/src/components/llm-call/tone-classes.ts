import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { toneColors, type Tone } from '../../palette.js';

/** One class for each tone. It sets `--tone-main`, `--tone-text`, `--tone-soft`, `--tone-edge` and `--tone-on` for all below. */
export function toneClasses(theme: GrafanaTheme2): Readonly<Record<Tone, string>> {
  const classOf = (tone: Tone): string => {
    const { main, text, soft, border } = toneColors(theme, tone);
    return css({
      '--tone-main': main,
      '--tone-text': text,
      '--tone-soft': soft,
      '--tone-edge': border,
      '--tone-on': tone === 'neutral' ? theme.colors.background.primary : theme.colors.getContrastText(main, 3),
    });
  };
  return {
    critical: classOf('critical'),
    error: classOf('error'),
    warning: classOf('warning'),
    active: classOf('active'),
    success: classOf('success'),
    neutral: classOf('neutral'),
    llm: classOf('llm'),
  };
}
