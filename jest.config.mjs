// One command runs every test of the repository. Types are checked by `tsc`; swc only strips them.
const typescript = {
  '^.+\\.(m?[tj]s|[tj]sx)$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true, decorators: true },
        target: 'es2022',
        transform: { react: { runtime: 'automatic' }, decoratorVersion: '2022-03' },
      },
      module: { type: 'commonjs' },
    },
  ],
};

const sources = { '^(\\.{1,2}/.*)\\.js$': '$1' };

// Grafana's packages are CommonJS that requires packages of ES modules only: these are compiled too.
const esModules = [
  '@wojtekmaj/date-utils',
  'mimic-function',
  'memoize',
  'get-user-locale',
  'react-calendar',
  '@ver0/deep-equal',
  '@react-hookz/web',
  'd3-scale-chromatic',
  'd3-color',
  'd3-interpolate',
  'marked',
  'marked-mangle',
];
const overrides = {
  'grafana-plugin': {
    setupFiles: ['<rootDir>/test/jsdom-setup.ts'],
    moduleNameMapper: { ...sources, '\\.css$': '<rootDir>/test/no-style.ts' },
    transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  },
};

const project = (name, overrides = {}) => ({
  displayName: name,
  rootDir: `./${name}`,
  testMatch: ['<rootDir>/**/*.test.ts', '<rootDir>/**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testEnvironmentOptions: { customExportConditions: ['@hiveboard/source', 'node', 'node-addons'] },
  moduleNameMapper: sources,
  transformIgnorePatterns: ['/node_modules/'],
  transform: typescript,
  ...overrides,
});

/** What the SDK says over a socket, said in OTLP's other format. */
const sdkInJson = project('sdk', {
  displayName: 'sdk in JSON',
  testMatch: ['<rootDir>/test/*.test.ts'],
  // Processes of their own take the default.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', 'exit.test.ts'],
  globals: { hiveProtocol: 'http/json' },
});

export default {
  // Machines are shared and noisy: a test that hangs still ends, one that is slow still passes.
  testTimeout: 300_000,
  // Two cores: an engine, a bridge and a browser already share them.
  maxWorkers: 2,
  // Jest takes this from the top level only: inside a project it is silently ignored.
  projects: [
    ...['sdk', 'clickhouse', 'bridge', 'grafana-plugin', 'provisioning', 'examples', 'bench', 'e2e', 'scripts'].map(
      (name) => project(name, overrides[name]),
    ),
    sdkInJson,
  ],
};
