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

const project = (name, overrides = {}) => ({
  displayName: name,
  rootDir: `./${name}`,
  testMatch: ['<rootDir>/**/*.test.ts', '<rootDir>/**/*.test.tsx'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testEnvironmentOptions: { customExportConditions: ['@hiveboard/source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: ['/node_modules/'],
  transform: typescript,
  ...overrides,
});

export default {
  // Two cores: an engine, a bridge and a browser already share them.
  maxWorkers: 2,
  // Jest takes this from the top level only: inside a project it is silently ignored.
  testTimeout: 120_000,
  projects: [
    'sdk',
    'clickhouse',
    'bridge',
    'grafana-plugin',
    'provisioning',
    'examples',
    'bench',
    'e2e',
    'scripts',
  ].map((name) => project(name)),
};
