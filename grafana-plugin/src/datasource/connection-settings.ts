/**
 * How the key of the bridge is kept: as a custom header that Grafana's server adds to every request of the data source.
 * The browser writes it once and never reads it.
 */

/** Where Grafana keeps the header's value. */
export const KEY_FIELD = 'httpHeaderValue1';

/** The part of a data source's settings that holds the key. */
interface Settings {
  readonly jsonData: object;
  readonly secureJsonFields: Readonly<Record<string, boolean>>;
  readonly secureJsonData?: Readonly<Record<string, string>>;
}

/** Settings with a new key. An empty key changes nothing on the server. */
export function withKey<T extends Settings>(settings: T, key: string): T {
  const trimmed = key.trim();
  return {
    ...settings,
    jsonData: { ...settings.jsonData, httpHeaderName1: 'Authorization' },
    secureJsonData: { ...settings.secureJsonData, [KEY_FIELD]: trimmed === '' ? '' : `Bearer ${trimmed}` },
  };
}

/** Settings that forget their key. */
export function withoutKey<T extends Settings>(settings: T): T {
  return {
    ...settings,
    secureJsonFields: { ...settings.secureJsonFields, [KEY_FIELD]: false },
    secureJsonData: { ...settings.secureJsonData, [KEY_FIELD]: '' },
  };
}
