import { join } from 'node:path';
import CopyPlugin from 'copy-webpack-plugin';
import type { Configuration, ExternalItemFunctionData } from 'webpack';
import { paths } from './paths.js';
import type { FoundPlugin } from './plugin-manifest.js';
import { forbiddenModules, sharedModules } from './shared-modules.js';
import type { BuildStamp } from './stamp.js';
import { stamped } from './stamp.js';

/** What a build is to give. */
interface BuildTarget {
  /** Absolute path of the folder to fill. */
  readonly dist: string;
  readonly stamp: BuildStamp;
}

/** Webpack's view of the app in `src` and the plugins nested in it: one AMD entry each, one pool of lazy chunks. */
export function webpackConfiguration(plugins: readonly FoundPlugin[], { dist, stamp }: BuildTarget): Configuration {
  const [app] = plugins;
  if (app?.manifest.type !== 'app') throw new Error('src/plugin.json must be the app');
  return {
    mode: 'production',
    context: paths.sources,
    devtool: 'source-map',
    entry: Object.fromEntries(plugins.map(({ folder }) => [join(folder, 'module'), entryOf(folder)])),
    output: {
      path: dist,
      clean: true,
      filename: '[name].js',
      // The name stays, so that a nested plugin finds it; the query defeats caches.
      chunkFilename: 'chunks/[name].js?_cache=[contenthash]',
      library: { type: 'amd' },
      uniqueName: app.manifest.id,
    },
    externals: [{ 'amd-module': 'module' }, externalOf],
    resolve: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
      conditionNames: ['@hiveboard/source', '...'],
    },
    module: {
      rules: [{ test: /\.tsx?$/, exclude: /node_modules/, use: { loader: 'swc-loader', options: swcOptions } }],
    },
    // Entries share lazy chunks and, on a dashboard, a page: every copy of a module must export the same names, whichever
    // entry it was first bundled for.
    optimization: { chunkIds: 'named', usedExports: 'global' },
    performance: { hints: false },
    plugins: [new CopyPlugin({ patterns: copyPatterns(plugins, stamp) })],
  };
}

const swcOptions = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};

const entryOf = (folder: string): string[] => [
  join(paths.pluginRoot, 'build', 'set-public-path.ts'),
  join(paths.sources, folder, 'module'),
];

const shared: ReadonlySet<string> = new Set(sharedModules);

function externalOf({ request, contextInfo }: ExternalItemFunctionData): Promise<string | undefined> {
  const advice = forbiddenModules[request];
  if (advice !== undefined) {
    return Promise.reject(new Error(`${contextInfo.issuer} imports ${request}: ${advice}`));
  }
  return Promise.resolve(shared.has(request) ? request : undefined);
}

function copyPatterns(plugins: readonly FoundPlugin[], stamp: BuildStamp): CopyPlugin.Pattern[] {
  const perPlugin = plugins.flatMap(({ folder }) => [
    {
      from: join(folder, 'plugin.json'),
      to: folder || '.',
      transform: (content: Buffer) => stamped(content.toString('utf8'), stamp),
    },
    { from: join(folder, 'img'), to: join(folder, 'img') },
  ]);
  const documents = [
    join(paths.sources, 'README.md'),
    join(paths.sources, 'CHANGELOG.md'),
    join(paths.repositoryRoot, 'LICENSE'),
  ];
  return [...perPlugin, ...documents.map((from) => ({ from, to: '.' }))];
}
