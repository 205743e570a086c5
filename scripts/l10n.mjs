// Finds every sentence that people read, in the source, and writes the English bundles: l10n/bundle.l10n.json
// (core, host and threads; VS Code reads its translations) and l10n/panel.l10n.json (the panel).
//
//   node scripts/l10n.mjs           writes both
//   node scripts/l10n.mjs --check   exits 1 if they are not what would be written, or a translation is not whole
//
// A sentence is its own key: the first argument of `say`, `saying`, `mustBe` and `vscode.l10n.t`, the two words of
// `counted`, and each text of `translated`. All of these are literals; anything else is refused here.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the sentences of each bundle stand. */
export const families = {
  bundle: ['src'],
  panel: ['webview'],
};

/** Functions whose first argument is a sentence. */
const sayers = new Set(['say', 'saying', 'mustBe', 'vscode.l10n.t']);

/**
 * What may be the same as in English: names and signs in every language, and what a language has in common with it.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const same = {
  all: [
    'Backprop',
    'Backprop: {0}',
    'CSV',
    'PNG',
    'SVG',
    'TikZ',
    'log₁₀ ‖Δw‖ / ‖w‖',
    '{0} ↔ {1}',
    'δ',
    'η {0}',
  ],
  de: ['Gradient', 'Median', 'Parameter', 'Pause', 'Symbol', 'Term', 'Training', '{0} in {1}'],
};

/** @param {string} language */
export const sameIn = (language) => new Set([...(same['all'] ?? []), ...(same[language] ?? [])]);

/** The functions that say a key which is none of their own literals. */
const mechanism = new Set(['src/core/words/say.ts', 'src/core/network/schemaWords.ts', 'webview/words.ts']);

/** @param {string} folder */
function sourcesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file).replaceAll('\\', '/'))
    .sort();
}

/** @param {ts.Node | undefined} node @returns {string | null} the text of a literal */
const literal = (node) => (node && ts.isStringLiteralLike(node) ? node.text : null);

/**
 * The sentences of one file, in its order.
 *
 * @param {string} file relative to the project
 * @param {string} [text] what stands in it
 * @returns {{ readonly keys: string[], readonly faults: string[] }}
 */
export function sentencesOf(file, text = readFileSync(join(root, file), 'utf8')) {
  /** @type {string[]} */
  const keys = [];
  /** @type {string[]} */
  const faults = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @param {ts.Node} node @param {string} what */
  const refuse = (node, what) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    faults.push(`${file}:${line + 1}: ${what}`);
  };

  /** @param {ts.Node} node */
  const takeTexts = (node) => {
    if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isPropertyAssignment(property)) takeTexts(property.initializer);
        else refuse(property, 'a text of `translated` is not a property with a literal');
      }
      return;
    }
    const key = literal(node);
    if (key === null) refuse(node, 'a text of `translated` is no literal');
    else keys.push(key);
  };

  /** @param {ts.Node} node */
  const isInFunction = (node) => {
    for (let outer = node.parent; outer; outer = outer.parent) if (ts.isFunctionLike(outer)) return true;
    return false;
  };

  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && !mechanism.has(file)) {
      const name = node.expression.getText();
      const [first, second, third] = node.arguments;
      if (sayers.has(name)) {
        const key = literal(first);
        if (key === null) refuse(node, `the sentence of \`${name}\` is no literal`);
        else keys.push(key);
        if (name === 'say' && !isInFunction(node)) {
          refuse(node, 'said before the language is known: use `saying`');
        }
      } else if (name === 'counted') {
        const [one, many] = [literal(second), third ? literal(third) : undefined];
        if (one === null || many === null) refuse(node, 'a word of `counted` is no literal');
        else keys.push(`{0} ${one}`, `{0} ${many ?? `${one}s`}`);
      } else if (name === 'translated' && first) takeTexts(first);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { keys, faults };
}

/**
 * The English bundle of a family: each sentence by itself, in the order of the alphabet.
 *
 * @param {readonly string[]} folders
 */
export function extract(folders) {
  const keys = new Set();
  const faults = [];
  for (const file of folders.flatMap(sourcesIn)) {
    const found = sentencesOf(file);
    for (const key of found.keys) keys.add(key);
    faults.push(...found.faults);
  }
  // By code units: the same on every machine.
  return { bundle: Object.fromEntries([...keys].sort().map((key) => [key, key])), faults };
}

/** @param {string} text @returns {string[]} its {0}, {1} … in order of their numbers, each as often as it stands */
const placeholders = (text) => (text.match(/\{\d+\}/g) ?? []).sort();

/**
 * What is wrong with a translation.
 *
 * @param {Readonly<Record<string, string>>} english
 * @param {Readonly<Record<string, string>>} translated
 * @param {ReadonlySet<string>} sameAllowed sentences that may be the same in every language
 * @returns {string[]}
 */
export function faultsOf(english, translated, sameAllowed) {
  const missing = Object.keys(english).filter((key) => !Object.hasOwn(translated, key));
  const strange = Object.keys(translated).filter((key) => !Object.hasOwn(english, key));
  return [
    ...missing.map((key) => `not translated: ${key}`),
    ...strange.map((key) => `not a sentence any more: ${key}`),
    ...Object.entries(translated).flatMap(([key, text]) => [
      ...(text.trim() === '' ? [`empty: ${key}`] : []),
      ...(text === key && !sameAllowed.has(key) ? [`the same as in English: ${key}`] : []),
      ...([...new Set(placeholders(key))].join() === [...new Set(placeholders(text))].join()
        ? []
        : [`other placeholders: ${key} | ${text}`]),
      ...(/^\s|\s$/.test(text) && text.trim() === key.trim() ? [`spaces: ${key}`] : []),
    ]),
  ];
}

/** @param {string} file in the folder l10n */
export const readBundle = (file) =>
  /** @type {Record<string, string>} */ (JSON.parse(readFileSync(join(root, 'l10n', file), 'utf8')));

/** The languages beside English, by the names of their files. */
export const languages = () =>
  readdirSync(join(root, 'l10n')).flatMap((file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? []);

/** @param {object} bundle */
const json = (bundle) => `${JSON.stringify(bundle, null, 2)}\n`;

function main() {
  const isCheck = process.argv.includes('--check');
  const problems = [];
  for (const [family, folders] of Object.entries(families)) {
    const { bundle, faults } = extract(folders);
    problems.push(...faults);
    const path = join(root, 'l10n', `${family}.l10n.json`);
    const text = json(bundle);
    if (isCheck) {
      if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
        problems.push(`${relative(root, path)} is not what the source says: run node scripts/l10n.mjs`);
      }
    } else {
      writeFileSync(path, text);
      console.log(`Wrote ${relative(root, path)}: ${Object.keys(bundle).length} sentences`);
    }
    for (const language of languages()) {
      const found = faultsOf(bundle, readBundle(`${family}.l10n.${language}.json`), sameIn(language));
      problems.push(...found.map((fault) => `${family}.l10n.${language}.json: ${fault}`));
    }
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
