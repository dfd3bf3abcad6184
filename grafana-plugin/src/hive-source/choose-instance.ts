import { isRecord } from '@hiveboard/sdk/contract';

/** The part of a data source's settings that the choice needs. */
export interface Candidate {
  readonly uid: string;
  readonly isDefault?: boolean;
}

/** The instance that the app reads: the configured one while it exists, else Grafana's default, else the first. */
export const chooseInstance = <T extends Candidate>(
  candidates: readonly T[],
  configuredUid: string | undefined,
): T | undefined =>
  candidates.find(({ uid }) => uid === configuredUid) ??
  candidates.find(({ isDefault }) => isDefault === true) ??
  candidates[0];

/** The data source that the app's settings name. */
export function chosenUid(meta: { readonly jsonData?: unknown } | undefined): string | undefined {
  const uid = isRecord(meta?.jsonData) ? meta.jsonData['datasourceUid'] : undefined;
  return typeof uid === 'string' ? uid : undefined;
}
