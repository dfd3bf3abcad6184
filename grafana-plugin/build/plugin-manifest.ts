import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Ajv } from 'ajv';

/** The fields of a plugin.json that the build and the preview read. */
export interface PluginManifest {
  readonly type: 'app' | 'panel' | 'datasource';
  readonly id: string;
  readonly name: string;
  readonly info: {
    readonly description: string;
    readonly author: { readonly name: string };
    readonly version: string;
    readonly updated: string;
    readonly logos: { readonly small: string; readonly large: string };
  };
  readonly includes?: readonly PluginInclude[];
}

/** A page or a nested plugin of an app. */
export interface PluginInclude {
  readonly type: 'page' | 'panel' | 'datasource';
  readonly name: string;
  readonly path: string;
  readonly icon?: string;
  readonly role?: string;
  readonly addToNav?: boolean;
  readonly defaultNav?: boolean;
}

/** A plugin found on disk: `folder` is relative to the root that was searched, '' for the app itself. */
export interface FoundPlugin {
  readonly folder: string;
  readonly manifest: PluginManifest;
}

const text = { type: 'string', minLength: 1 };
const svg = { type: 'string', pattern: '^img/[a-z-]+\\.svg$' };

const rules = {
  type: 'object',
  required: ['type', 'name', 'id', 'info', 'dependencies'],
  properties: {
    type: { enum: ['app', 'panel', 'datasource'] },
    name: text,
    id: { type: 'string', pattern: '^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$' },
    autoEnabled: { type: 'boolean' },
    info: {
      type: 'object',
      required: ['description', 'author', 'keywords', 'logos', 'version', 'updated'],
      properties: {
        description: text,
        keywords: { type: 'array', items: text, minItems: 1 },
        logos: { type: 'object', required: ['small', 'large'], properties: { small: svg, large: svg } },
      },
    },
    dependencies: {
      type: 'object',
      required: ['grafanaDependency'],
      properties: { grafanaDependency: { type: 'string', pattern: '^>=\\d+\\.\\d+\\.\\d+-0$' } },
    },
    includes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'name', 'path'],
        properties: {
          type: { enum: ['page', 'panel', 'datasource'] },
          name: text,
          path: text,
          role: { enum: ['Viewer', 'Editor', 'Admin'] },
          icon: text,
          addToNav: { type: 'boolean' },
          defaultNav: { type: 'boolean' },
        },
        additionalProperties: false,
      },
    },
  },
};

const isManifest = new Ajv().compile<PluginManifest>(rules);

/**
 * Reads the text of a plugin.json.
 * @throws Error naming `file` and the rule that is broken.
 */
export function parseManifest(json: string, file: string): PluginManifest {
  const value: unknown = JSON.parse(json);
  if (!isManifest(value)) {
    const [error] = isManifest.errors ?? [];
    throw new Error(`${file}: ${error?.instancePath ?? ''} ${error?.message ?? 'is not valid'}`);
  }
  if (!value.id.endsWith(`-${value.type}`)) throw new Error(`${file}: id ${value.id} does not end in -${value.type}`);
  return value;
}

/** Every plugin below `root`, the app first, nested ones in alphabetical order. */
export async function findPlugins(root: string): Promise<readonly FoundPlugin[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isFile() && entry.name === 'plugin.json')
    .map((entry) => relative(root, entry.parentPath))
    .sort();
  return Promise.all(folders.map((folder) => readPlugin(root, folder)));
}

async function readPlugin(root: string, folder: string): Promise<FoundPlugin> {
  const file = join(root, folder, 'plugin.json');
  return { folder, manifest: parseManifest(await readFile(file, 'utf8'), join(folder, 'plugin.json')) };
}

/** The nested plugins an app must list under `includes`, so that a CDN serves them: manifest path by id. */
export function nestedManifestPaths(plugins: readonly FoundPlugin[]): readonly string[] {
  return plugins
    .filter(({ folder }) => folder !== '')
    .map(({ folder }) => join(folder, 'plugin.json'))
    .sort();
}
