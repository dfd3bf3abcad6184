import { getThemeById } from '@grafana/data';
import type { GrafanaTheme2 } from '@grafana/data';
import { config, getAppEvents, ThemeChangedEvent } from '@grafana/runtime';
import { useCallback, useState } from 'react';

const storageKey = 'hiveboard.preview.theme';

/** The theme in use and how to swap dark and light; the choice outlives the page. */
export function useThemeChoice(): readonly [theme: GrafanaTheme2, toggle: () => void] {
  const [theme, setTheme] = useState(config.theme2);
  const toggle = useCallback(() => {
    const next = getThemeById(theme.isDark ? 'light' : 'dark');
    localStorage.setItem(storageKey, next.isDark ? 'dark' : 'light');
    config.theme2 = next;
    config.bootData.user.lightTheme = next.isLight;
    setTheme(next);
    getAppEvents().publish(new ThemeChangedEvent(next));
  }, [theme]);
  return [theme, toggle];
}
