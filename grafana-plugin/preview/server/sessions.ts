import { randomUUID } from 'node:crypto';
import type { BridgeAccess } from './bridge-proxy.js';
import { GrafanaState } from './grafana-state.js';

const cookie = 'hive_preview_session';
/** Sessions kept; the oldest is forgotten for a new one. */
const most = 100;

/**
 * Finds the state of a browser. All share one, which has the preview's own data source, until one opens a page with
 * `?datasources=none`: it then has a fresh Grafana of its own, without any, until it opens one with `?datasources=own`.
 */
export function createSessions(bridge: BridgeAccess) {
  const shared = new GrafanaState(bridge, { isProvisioned: true });
  const sessions = new Map<string, GrafanaState>();

  const start = (): string => {
    const id = randomUUID();
    sessions.set(id, new GrafanaState(bridge, { isProvisioned: false }));
    const [oldest = ''] = sessions.keys();
    if (sessions.size > most) sessions.delete(oldest);
    return `${cookie}=${id}; Path=/; HttpOnly; SameSite=Strict`;
  };

  return {
    /** The state that a request with these cookies sees. */
    of: (cookies: string): GrafanaState => sessions.get(idIn(cookies)) ?? shared,
    /** The cookie that gives a browser what `?datasources=` asks for; undefined when it asks for nothing. */
    cookieFor: (asked: string | null): string | undefined => {
      if (asked === 'none') return start();
      return asked === 'own' ? `${cookie}=; Path=/; Max-Age=0` : undefined;
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

const idIn = (cookies: string): string => new RegExp(`${cookie}=([\\w-]+)`).exec(cookies)?.[1] ?? '';
