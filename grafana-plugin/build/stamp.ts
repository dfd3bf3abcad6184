/** The values written over the placeholders of every plugin.json. */
export interface BuildStamp {
  readonly version: string;
  /** Day of the build, `YYYY-MM-DD`. */
  readonly today: string;
}

/** Fills in what a manifest leaves open. `%PLUGIN_ID%` stays: Grafana fills it in itself. */
export const stamped = (manifest: string, { version, today }: BuildStamp): string =>
  manifest.replaceAll('%VERSION%', version).replaceAll('%TODAY%', today);
