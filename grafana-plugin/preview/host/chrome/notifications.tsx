import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
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

const severityByEvent: Readonly<Record<string, AlertVariant>> = {
  [AppEvents.alertSuccess.name]: 'success',
  [AppEvents.alertInfo.name]: 'info',
  [AppEvents.alertWarning.name]: 'warning',
  [AppEvents.alertError.name]: 'error',
};

const shownMs = 6000;
let lastId = 0;

/** Messages of the app, at the top right for a few seconds. */
export function Notifications(): ReactElement {
  const styles = useStyles2(stylesOf);
  const [shown, setShown] = useState<readonly Notification[]>([]);

  useEffect(() => {
    const stops = Object.entries(severityByEvent).map(([event, severity]) => {
      const show = (payload: readonly unknown[] = []): void => {
        lastId += 1;
        const id = lastId;
        const [title = '', text = ''] = payload.map(String);
        setShown((all) => [...all, { id, severity, title, text }]);
        setTimeout(() => {
          setShown((all) => all.filter((one) => one.id !== id));
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
