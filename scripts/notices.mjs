// Writes THIRD-PARTY-NOTICES.md: every package with code, styles or fonts in the shipped bundles, with its
// licence. Reads what esbuild says went into them, so build first.
//
//   node scripts/notices.mjs           writes the file
//   node scripts/notices.mjs --check   exits 1 if the file is not what would be written

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.mjs';

const TARGET = join(root, 'THIRD-PARTY-NOTICES.md');

/** @returns {string[]} folders of the packages that a shipped bundle took something from */
function shippedPackages() {
  /** @type {Record<string, { inputs: Record<string, unknown> }>} */
  const bundles = JSON.parse(readFileSync(join(root, 'out', 'bundles.json'), 'utf8'));
  const inputs = Object.values(bundles).flatMap((bundle) => Object.keys(bundle.inputs));
  const folders = inputs.flatMap((input) => {
    const at = input.lastIndexOf('node_modules/');
    if (at < 0) return [];
    const [scope = '', name = ''] = input.slice(at + 'node_modules/'.length).split('/');
    return [`${input.slice(0, at)}node_modules/${scope.startsWith('@') ? `${scope}/${name}` : scope}`];
  });
  return [...new Set(folders)].sort();
}

/** @param {string} folder @returns {string} the section of one package */
function notice(folder) {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file
    ? readFileSync(join(path, file), 'utf8').trim()
    : `The package carries no licence file; its manifest says: ${license}.`;
  return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text.replace(/\r\n?/g, '\n')}\n\`\`\`\n`;
}

if (!existsSync(join(root, 'out', 'bundles.json'))) throw new Error('Build first: npm run build.');
const intro = `# Third-party notices

Backprop's bundles contain code, styles and fonts of the packages below. KaTeX's fonts are part of the katex
package and under its licence. This file is made by \`node scripts/notices.mjs\`.
`;
const text = [intro, ...shippedPackages().map(notice)].join('\n');

if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text);
} else if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text) {
  console.error('THIRD-PARTY-NOTICES.md is not up to date: run node scripts/notices.mjs after a build.');
  process.exitCode = 1;
}
