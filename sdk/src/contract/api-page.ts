/** What all answers of the v1 API have in common. */

import type { Json } from './json-field.js';

/** The ranges that `time_range` names. */
export const TIME_RANGES = ['1h', '6h', '24h', '7d', '30d'] as const;
export type TimeRange = (typeof TIME_RANGES)[number];

/** One page of a list. `cursor` asks for the next one; null at the end. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly pagination: { readonly cursor: string | null; readonly has_more: boolean };
}

/** The body of every error. */
export interface ApiError {
  readonly error: string;
  readonly message: string;
  readonly status: number;
  readonly details: Readonly<Record<string, Json>> | null;
}
