import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.mjs', '**/*.cjs', '**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      eqeqeq: ['error', 'smart'],
      'no-restricted-syntax': ['error', 'ExportDefaultDeclaration', 'ExportAllDeclaration', 'TSEnumDeclaration'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // What is named only to be left out of the rest is not unused.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-params': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['grafana-plugin/**/*.ts', 'grafana-plugin/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  // The preview plays Grafana's part: it provides what Grafana still provides, deprecated or not.
  { files: ['grafana-plugin/preview/host/**'], rules: { '@typescript-eslint/no-deprecated': 'off' } },
  // Programs that talk to a terminal.
  {
    files: ['examples/**', 'bench/**', 'scripts/**', 'grafana-plugin/build.ts', 'grafana-plugin/preview/main.ts'],
    rules: { 'no-console': 'off' },
  },
  // A test reads as a list of examples: its length is its virtue, and a table's columns are its parameters.
  { files: ['**/*.test.ts', '**/*.test.tsx'], rules: { 'max-lines': 'off', 'max-params': 'off' } },
  prettier,
);
