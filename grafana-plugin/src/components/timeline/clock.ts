import { dateTimeFormat } from '@grafana/data';

/** `22:40:03.120` in the time zone that the reader has chosen in Grafana. */
export const clockTime = (ms: number): string => dateTimeFormat(ms, { format: 'HH:mm:ss.SSS' });

/** `2026-11-20 22:40:03` in the same zone. */
export const dayTime = (ms: number): string => dateTimeFormat(ms, { format: 'YYYY-MM-DD HH:mm:ss' });
