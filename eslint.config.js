'use strict';

const js = require('@eslint/js');
const tseslint = require('typescript-eslint');

/** The walls as they show in the editor; dependency-cruiser proves the whole table in `npm test`. */
const wall = (files, group, message) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

const outsideCore = [
  'vscode',
  'node:*',
  '**/host/**',
  '**/protocol/**',
  '**/worker/**',
  '**/typeset/**',
  '**/cli/**',
];

const everywhere = [
  { selector: "CallExpression[callee.name='eval']", message: 'No code from text.' },
  { selector: "NewExpression[callee.name='Function']", message: 'No code from text.' },
  {
    selector: "AssignmentExpression[left.property.name='innerHTML']",
    message: 'Text reaches the page by textContent.',
  },
];

const randomness = {
  object: 'Math',
  property: 'random',
  message: 'Core has no chance of its own: pass a seed.',
};

/** Functions that JavaScript engines are free to round, each in its way. */
const roundedFreely = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1'],
  ...['hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
].map((property) => ({
  object: 'Math',
  property,
  message: 'Results have the same bits everywhere: take the function from core/math.',
}));

module.exports = tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      '.vscode-test/',
      'test/fixtures/',
      'test/golden/',
      'scripts/vscode/targets/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './src/core/tsconfig.json',
          './webview/tsconfig.json',
          './test/tsconfig.json',
        ],
        tsconfigRootDir: __dirname,
      },
    },
    rules: {
      // noUncheckedIndexedAccess makes every typed-array read `number | undefined`; in a kernel whose bounds
      // are the loop's, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-for-of': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'console',
        'process',
        'performance',
        'Date',
        'setTimeout',
        'setInterval',
      ],
      'no-restricted-properties': ['error', randomness],
    },
  },
  {
    files: ['src/core/{math,engine,insight,exchange,verify}/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', randomness, ...roundedFreely] },
  },
  {
    files: ['src/core/verify/**/*.ts'],
    rules: {
      // Thrown for each sentence of prose, and caught in the same folder: a stack would cost more than the reading.
      '@typescript-eslint/only-throw-error': ['error', { allow: ['ReadFailure'] }],
    },
  },
  wall(
    ['src/core/**/*.ts'],
    [...outsideCore, '**/verify/**'],
    'core is pure, and only verify itself reads verify.',
  ),
  // The later of two walls counts alone: this one says all that verify may not import.
  wall(
    ['src/core/verify/**/*.ts'],
    [...outsideCore, '**/exchange/**'],
    'core is pure, and verify reads network, math, engine and insight.',
  ),
  wall(
    ['src/protocol/**/*.ts'],
    ['vscode', 'node:*', '**/host/**', '**/worker/**', '**/cli/**'],
    'protocol takes types of core only.',
  ),
  wall(
    ['src/worker/**/*.ts'],
    ['vscode', '**/host/**', '**/cli/**'],
    'worker: core, protocol, worker_threads.',
  ),
  wall(
    ['src/typeset/**/*.ts'],
    ['vscode', 'node:*', '**/core/**', '**/host/**', '**/cli/**'],
    'typeset: KaTeX.',
  ),
  wall(['src/cli/**/*.ts'], ['vscode', '**/host/**'], 'cli: core, worker, typeset, Node.'),
  wall(
    ['webview/**/*.ts'],
    ['vscode', 'node:*', '**/host/**'],
    'webview: protocol, types of core, KaTeX, uPlot, the UI seam.',
  ),
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe and it return nothing a caller could wait for.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: '@types/mocha', name: ['it', 'describe'] }] },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        process: 'readonly',
        console: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      sourceType: 'module',
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
