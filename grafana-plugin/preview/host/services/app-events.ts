import { EventBusSrv } from '@grafana/data';

/** Grafana's event bus: messages to the user, changes of theme. */
export const appEvents = new EventBusSrv();
