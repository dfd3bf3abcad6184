const pluginsFolder = 'public/plugins/';

/**
 * The address of the app's own folder, whichever of its modules was loaded.
 * Grafana serves a nested plugin from `public/plugins/<nested id>/`, but every lazy chunk lies in the app's root.
 */
export function publicPathOf(moduleUri: string, appId: string): string {
  const start = moduleUri.lastIndexOf(pluginsFolder);
  const prefix = start < 0 ? '' : moduleUri.slice(0, start);
  return `${prefix}${pluginsFolder}${appId}/`;
}
