import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this workspace keeps things; absolute. */
const pluginRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const repositoryRoot = dirname(pluginRoot);

export const paths = {
  pluginRoot,
  repositoryRoot,
  sources: join(pluginRoot, 'src'),
  dist: join(pluginRoot, 'dist'),
  preview: join(pluginRoot, 'preview'),
  sdkSources: join(repositoryRoot, 'sdk', 'src'),
  nodeModules: join(repositoryRoot, 'node_modules'),
  cache: join(repositoryRoot, 'node_modules', '.cache', 'hiveboard'),
} as const;
