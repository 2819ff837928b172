import { builtinModules } from 'node:module';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import house from './scripts/house-rules.mjs';

/** Modules that reach outside the process: nothing that synthesises may. */
const outside = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'dns/promises',
  'http',
  'http2',
  'https',
  'inspector',
  'net',
  'tls',
  'worker_threads',
].map((name) => ({ name: `node:${name}`, message: 'synthesis is pure: no network and no other process' }));

const randomModule = {
  name: 'node:crypto',
  importNames: ['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID', 'webcrypto'],
  message: 'the same program makes the same manifests: no randomness',
};

const unprefixed = builtinModules
  .filter((name) => !name.startsWith('node:') && !name.startsWith('_'))
  .map((name) => ({ name, message: `write node:${name}` }));

const impureGlobals = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => [name, 'no clock']),
  ...['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource'].map((name) => [name, 'no network']),
  ['crypto', 'no randomness'],
].map(([name, what]) => ({ name, message: `synthesis is pure: ${what}` }));

const randomness = { object: 'Math', property: 'random', message: 'synthesis is pure: no randomness' };
const environment = {
  object: 'process',
  property: 'env',
  message: 'only app and cli read the environment: elsewhere, take a prop',
};
const clock = ['hrtime', 'uptime', 'cpuUsage'].map((property) => ({
  object: 'process',
  property,
  message: 'synthesis is pure: no clock',
}));

export default defineConfig(
  globalIgnores(['dist/', 'dist-manifests/', 'coverage/', 'temp/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { house },
    rules: {
      'house/file-names': 'error',
      'house/suppression-says-why': 'error',
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
      'no-restricted-imports': ['error', { paths: unprefixed }],
    },
  },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    // One program for all files: a project service would go by the tsconfig.json that each stack has for its users, in whose
    // folders the packages are installed.
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // Both forms read well: an interface can carry a sentence for its index.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // isolatedDeclarations wants the type on the variable.
      '@typescript-eslint/consistent-generic-constructors': 'off',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // A default would swallow the member that someone adds next year.
        { considerDefaultExhaustiveForUnions: false, allowDefaultCaseForExhaustiveSwitch: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The compiler wants brackets for index signatures, and brackets are how a private member of cdk8s is reached.
      '@typescript-eslint/dot-notation': [
        'error',
        {
          allowIndexSignaturePropertyAccess: true,
          allowPrivateClassPropertyAccess: true,
          allowProtectedClassPropertyAccess: true,
        },
      ],
      // Numbers print the same everywhere; everything else in a template is still suspect.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    // They are type-checked with the library, which wants all exports annotated.
    files: ['stacks/**/*.ts'],
    rules: { '@typescript-eslint/no-inferrable-types': 'off' },
  },
  {
    files: ['lib/**/*.ts', 'lib/**/*.mts'],
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      'house/assertion-says-why': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'no-console': 'error',
      '@typescript-eslint/prefer-readonly': 'error',

      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: { esm: true, cjs: false, window: false },
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
          ],
          enableFixer: false,
        },
      ],
      'jsdoc/require-description': 'error',
      'jsdoc/no-types': 'error',
      'jsdoc/no-blank-block-descriptions': 'error',
      // A parameter whose name says all gets no line of its own.
      'jsdoc/check-param-names': ['error', { disableMissingParamChecks: true }],
      'jsdoc/check-tag-names': ['error', { definedTags: ['typeParam'] }],
      'jsdoc/empty-tags': 'error',
      'jsdoc/require-param-description': 'error',
      'jsdoc/require-returns-description': 'error',

      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', randomness, environment, ...clock],
      'no-restricted-imports': ['error', { paths: [...unprefixed, ...outside, randomModule] }],
    },
  },
  {
    // App reads the variables that cdk8s's own App reads.
    files: ['lib/app/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', randomness, ...clock] },
  },
  {
    // Asking a cluster is what these are for.
    files: ['lib/testing/cluster/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': ['error', { paths: unprefixed }],
      'no-restricted-properties': 'off',
    },
  },
  {
    // A command is a program, not synthesis: it may ask a cluster, read the environment and print.
    files: ['lib/cli/**/*.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-globals': 'off',
      'no-restricted-imports': ['error', { paths: unprefixed }],
      'no-restricted-properties': 'off',
    },
  },
  {
    // Tests hand over what users must not, and look into what is untyped.
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // Here the thing inside is types: what must compile, and what must not.
    files: ['test/types/**/*.ts'],
    rules: { 'house/file-names': 'off' },
  },
);
