import { css } from '@emotion/css';
import type { AlertPayload, GrafanaTheme2 } from '@grafana/data';
import { AppEvents } from '@grafana/data';
import type { AlertVariant } from '@grafana/ui';
import { Alert, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { appEvents } from '../services/app-events.js';
import { headerHeight } from './header-height.js';

interface Notification {
  readonly id: number;
  readonly severity: AlertVariant;
  readonly title: string;
  readonly text: string;
}

const events = [
  { event: AppEvents.alertSuccess, severity: 'success' },
  { event: AppEvents.alertInfo, severity: 'info' },
  { event: AppEvents.alertWarning, severity: 'warning' },
  { event: AppEvents.alertError, severity: 'error' },
] as const;

const shownMs = 6000;
let lastId = 0;

/** Messages of the app, at the top right for a few seconds. */
export function Notifications(): ReactElement {
  const styles = useStyles2(stylesOf);
  const [shown, setShown] = useState<readonly Notification[]>([]);

  useEffect(() => {
    const remove = (id: number): void => {
      setShown((all) => all.filter((one) => one.id !== id));
    };
    const stops = events.map(({ event, severity }) => {
      const show = ([title, text]: AlertPayload): void => {
        lastId += 1;
        const id = lastId;
        setShown((all) => [...all, { id, severity, title: String(title), text: text ?? '' }]);
        setTimeout(() => {
          remove(id);
        }, shownMs);
      };
      appEvents.on(event, show);
      return () => {
        appEvents.off(event, show);
      };
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, []);

  return (
    <div className={styles.stack} role="status">
      {shown.map(({ id, severity, title, text }) => (
        <Alert key={id} severity={severity} title={title} elevated>
          {text}
        </Alert>
      ))}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  stack: css({
    position: 'fixed',
    top: headerHeight + 8,
    right: theme.spacing(2),
    width: 380,
    zIndex: theme.zIndex.portal,
  }),
});
