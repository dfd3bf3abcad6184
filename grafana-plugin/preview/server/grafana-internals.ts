import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { paths } from '../../build/paths.js';

const npm = (...parts: string[]): string => join(paths.nodeModules, ...parts);

/** Finds a package as `@grafana/ui` finds it: its router must be the very one that its links use. */
const asGrafanaUi = (name: string): string => {
  const require = createRequire(npm('@grafana', 'ui', 'package.json'));
  return dirname(require.resolve(`${name}/package.json`));
};

/**
 * Grafana reaches into its own packages for what only it may set; npm's export maps hide these.
 * The names on the left are declared in `host/grafana-internals.d.ts`.
 */
export const grafanaInternals: Plugin = {
  name: 'grafana-internals',
  setup(build) {
    const files: Readonly<Record<string, string>> = {
      'grafana-internals/plugin-page': npm('@grafana', 'runtime', 'dist', 'esm', 'components', 'PluginPage.mjs'),
      'grafana-internals/panel-data-error-view': npm(
        '@grafana',
        'runtime',
        'dist',
        'esm',
        'components',
        'PanelDataErrorView.mjs',
      ),
      'grafana-internals/i18n': npm('@grafana', 'i18n', 'dist', 'esm', 'i18n.mjs'),
    };
    build.onResolve({ filter: /^grafana-internals\// }, async ({ path, resolveDir }) => {
      const file = files[path];
      if (file !== undefined) return { path: file };
      return build.resolve(asGrafanaUi('react-router-dom'), { kind: 'import-statement', resolveDir });
    });
    build.onResolve({ filter: /^react-router(-dom-v5-compat)?$/ }, async ({ path, importer, resolveDir }) => {
      const isShared = importer.startsWith(paths.preview) || path !== 'react-router';
      if (!isShared) return undefined;
      return build.resolve(asGrafanaUi('react-router-dom-v5-compat'), { kind: 'import-statement', resolveDir });
    });
  },
};
