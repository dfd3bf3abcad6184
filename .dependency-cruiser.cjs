// The layers of ARCHITECTURE.md as rules: `npm run check` fails when a file looks where it must not.
// Tests may look anywhere inside their workspace: they prove that stages fit together.
const TEST = '\\.test\\.tsx?$';

/** What runs at a user's; the rest of a workspace is tools and tests. */
const SHIPPED = '^(sdk|clickhouse|bridge|grafana-plugin)/src/';

/** Modules that exist only once the plugin's or the preview's build has put them together. */
const MADE_BY_BUILDS = '^(amd-module|grafana-internals/.*|react-router-dom-v5-compat)$';

/** Ingest, left to right: wire hands bytes to decode, decode's spans go to normalise, and so on. */
const INGEST = [
  { stage: 'wire', sees: ['decode'] },
  { stage: 'decode', sees: [] },
  { stage: 'normalise', sees: ['decode'] },
  { stage: 'rows', sees: ['normalise'] },
  { stage: 'store', sees: ['rows'] },
];
/** Questions, left to right. */
const QUESTIONS = [
  { stage: 'query', sees: [] },
  { stage: 'api', sees: ['query'] },
];
/** Beside both: it asks ClickHouse, and tells ClickHouse. */
const UPKEEP = [{ stage: 'rollups', sees: [] }];
const STAGES = [...INGEST, ...QUESTIONS, ...UPKEEP];
const names = STAGES.map(({ stage }) => stage);

const stageRules = STAGES.map(({ stage, sees }) => ({
  name: `bridge-${stage}-sees-${sees.join('-') || 'no-other-stage'}`,
  comment: 'A stage of the bridge knows itself and the stage right before it; app.ts wires them all.',
  severity: 'error',
  from: { path: `^bridge/src/${stage}/`, pathNot: TEST },
  to: { path: `^bridge/src/(${names.filter((name) => name !== stage && !sees.includes(name)).join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no first file to run. Types may speak of each other: an agent has tasks, a task an agent.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What is shipped declares what it imports. Tests and tools may use what the root installs.',
      severity: 'error',
      from: { path: SHIPPED, pathNot: TEST },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package',
      comment: 'A package that only developers install is missing where the product runs.',
      severity: 'error',
      from: { path: '^(sdk|clickhouse|bridge)/src/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'Programs that were recorded once run where their libraries are: nothing here depends on those.',
      severity: 'error',
      from: { pathNot: '^bridge/test/fixtures/dialects/.*\\.mjs$' },
      to: { couldNotResolve: true, pathNot: MADE_BY_BUILDS },
    },
    {
      name: 'contract-stands-alone',
      comment: 'The contract is imported by all and imports nothing.',
      severity: 'error',
      from: { path: '^sdk/src/contract/', pathNot: TEST },
      to: { pathNot: '^sdk/src/contract/' },
    },
    {
      name: 'others-see-only-the-contract',
      comment: 'The SDK is for agents. Examples, benchmarks and end-to-end tests play agents; the product does not.',
      severity: 'error',
      from: { path: '^(bridge|clickhouse|grafana-plugin|provisioning)/', pathNot: TEST },
      to: { path: '^sdk/src/(?!contract/)' },
    },
    {
      name: 'sdk-sees-nobody',
      comment: 'The SDK runs inside other people’s agents: no other workspace comes along.',
      severity: 'error',
      from: { path: '^sdk/', pathNot: TEST },
      to: { path: '^(bridge|clickhouse|grafana-plugin)/' },
    },
    {
      name: 'clickhouse-sees-nobody',
      comment: 'The database library is below the bridge.',
      severity: 'error',
      from: { path: '^clickhouse/', pathNot: TEST },
      to: { path: '^(sdk|bridge|grafana-plugin)/' },
    },
    {
      name: 'plugin-speaks-http-only',
      comment: 'The plugin knows the bridge by its API: its client gives requests and their types, HTTP the data.',
      severity: 'error',
      from: { path: '^grafana-plugin/', pathNot: TEST },
      to: { path: '^(bridge|clickhouse)/', pathNot: '^bridge/src/client/' },
    },
    {
      name: 'client-runs-anywhere',
      comment: 'The client of the API goes into browsers: of the bridge it takes types, which are gone by then.',
      severity: 'error',
      from: { path: '^bridge/src/client/', pathNot: TEST },
      to: { pathNot: '^bridge/src/client/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'plugin-leaves-its-preview-alone',
      comment: 'The preview loads the built plugin as Grafana does; the plugin does not know that it exists.',
      severity: 'error',
      from: { path: '^grafana-plugin/src/', pathNot: TEST },
      to: { path: '^grafana-plugin/(preview|build)/' },
    },
    {
      name: 'stages-do-not-see-the-whole',
      comment:
        'Only app.ts, bridge.ts, main.ts and index.ts know all stages; errors.ts is the one file that all may use.',
      severity: 'error',
      from: { path: `^bridge/src/(${names.join('|')})/`, pathNot: TEST },
      to: { path: '^bridge/src/(app|bridge|config|log|main|index)\\.ts$' },
    },
    {
      name: 'sources-do-not-see-tests',
      severity: 'error',
      from: { pathNot: `(${TEST}|/test/|^(bench|examples|e2e|scripts|provisioning)/)` },
      to: { path: `(${TEST}|^(sdk|clickhouse|bridge)/test/)` },
    },
    ...stageRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.hive)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@hiveboard/source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
