// npm run package: makes backprop-<version>.vsix, and refuses it if it holds what nobody should download.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { capture, root, run } from './process.mjs';
import { setup } from './setup.mjs';

const LARGEST_BYTES = 1_500_000;

/** Date of every file inside, so that the same source makes the same bytes: the first that a zip can hold, and a day. */
const EPOCH = String(Date.UTC(1980, 0, 2) / 1000);

/** Everything that may be inside. */
const ALLOWED = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package(\.nls(\.[a-z-]+)?)?\.json|readme\.md|changelog\.md|LICENSE(\.txt|\.md)?|THIRD-PARTY-NOTICES\.md)$/i,
  /^extension\/(dist|media|l10n)\//,
  // What the README shows and leads to.
  /^extension\/docs\/(format\.md|screens\/window\.png)$/,
];

/** What has no business there even in an allowed folder: sources, tests, maps, secrets, other packages. */
const REFUSED = /(^|\/)(src|test|tests|node_modules)\/|\.(map|ts|tsx|mts|pem|key)$|(^|\/)\.[^/]+$/;

/** Without these the extension does not work. */
const NEEDED = [
  'dist/extension.js',
  'dist/parts/network.js',
  'dist/web/extension.js',
  'dist/worker.js',
  'dist/poolWorker.js',
  'dist/helperWorker.js',
  'dist/typeset.js',
  'dist/cli.js',
  'dist/webview/panel.js',
];

/**
 * @param {{ version: string, repository?: unknown }} manifest
 * @returns {string} path of the package
 */
function makePackage({ version, repository }) {
  const file = join(root, `backprop-${version}.vsix`);
  rmSync(file, { force: true });
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // Without a repository there is no address that links of the README could be completed with.
  const links = repository ? [] : ['--allow-missing-repository', '--no-rewrite-relative-links'];
  const parameters = [vsce, 'package', '--no-dependencies', ...links, '--out', file];
  const env = { ...process.env, SOURCE_DATE_EPOCH: process.env['SOURCE_DATE_EPOCH'] ?? EPOCH };
  const made = capture(process.execPath, parameters, { env });
  console.log(made.output.trim());
  if (!made.ok) throw new Error('vsce has made no package; its own message is above.');
  if (/\bwarning\b/i.test(made.output)) throw new Error('vsce has warned.');
  return file;
}

/**
 * Names and sizes of the files in a zip archive, from its central directory (PKWARE APPNOTE 4.3.12).
 * @param {Buffer} zip
 * @returns {{ name: string, bytes: number, packed: number }[]}
 */
function listZip(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('The package is no zip archive.');
  const count = zip.readUInt16LE(end + 10);
  const entries = [];
  for (let at = zip.readUInt32LE(end + 16); entries.length < count;) {
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      packed: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * @param {string[]} names
 * @param {number} bytes of the package
 * @returns {string[]} what is wrong with it
 */
function faultsOf(names, bytes) {
  const unwanted = names.filter(
    (name) => REFUSED.test(name) || !ALLOWED.some((pattern) => pattern.test(name)),
  );
  const missing = NEEDED.filter((name) => !names.includes(`extension/${name}`));
  return [
    ...unwanted.map((name) => `${name} must not be in the package`),
    ...missing.map((name) => `${name} is missing`),
    ...(bytes > LARGEST_BYTES ? [`${bytes} bytes are more than ${LARGEST_BYTES}`] : []),
  ];
}

async function main() {
  await setup();
  console.log('Building for production …');
  const code = await run(process.execPath, [join(root, 'esbuild.js'), '--production']);
  if (code !== 0) throw new Error('The build failed; its own message is above.');
  const file = makePackage(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

  const zip = readFileSync(file);
  const entries = listZip(zip);
  console.log(`\n${'bytes'.padStart(9)} ${'packed'.padStart(9)}`);
  for (const { name, bytes, packed } of entries) {
    console.log(`${String(bytes).padStart(9)} ${String(packed).padStart(9)}  ${name}`);
  }
  const faults = faultsOf(
    entries.map(({ name }) => name),
    zip.length,
  );
  if (faults.length > 0) {
    rmSync(file); // nobody shall install it
    throw new Error(`The package is refused:\n  ${faults.join('\n  ')}`);
  }
  console.log(`\n${file}: ${entries.length} files, ${zip.length} bytes`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
