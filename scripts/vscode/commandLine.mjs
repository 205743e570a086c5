// The part of VS Code's command line that makes sense for a VS Code in a browser.

import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} CommandLine
 * @property {string[]} extensions  --extensionDevelopmentPath
 * @property {string} [tests]       --extensionTestsPath
 * @property {string} [folder]
 * @property {string} [workspace]
 * @property {string} [file]
 * @property {string} [userDataDir]
 * @property {string} [extensionsDir] undefined with --disable-extensions
 * @property {boolean} isWeb        --extensionDevelopmentKind=web
 * @property {boolean} isTrusting    --disable-workspace-trust
 * @property {string[]} flags       what the server understands as it is
 * @property {boolean} isVersion    --version
 */

/** Options whose value is of no use here. Their value must not be taken for a folder. */
const IGNORED_WITH_VALUE = ['disable-extension', 'log', 'profile', 'remote', 'sync', 'goto'];

/**
 * Options of the desktop program that mean nothing here (`--no-sandbox`, `--disable-updates` …) are ignored.
 * @param {string[]} parameters
 * @returns {CommandLine}
 */
export function parseCommandLine(parameters) {
  /** @type {CommandLine} */
  const line = { extensions: [], flags: [], isWeb: false, isTrusting: false, isVersion: false };
  let isWithoutExtensions = false;
  /** @type {Record<string, (value: string) => void>} */
  const options = {
    extensionDevelopmentPath: (value) => line.extensions.push(toPath(value)),
    extensionTestsPath: (value) => (line.tests = toPath(value)),
    extensionDevelopmentKind: (value) => (line.isWeb = value === 'web'),
    'folder-uri': (value) => (line.folder = toPath(value)),
    'file-uri': (value) => place(line, toPath(value)),
    'user-data-dir': (value) => (line.userDataDir = toPath(value)),
    'extensions-dir': (value) => (line.extensionsDir = toPath(value)),
    'enable-proposed-api': (value) => line.flags.push(`--enable-proposed-api=${value}`),
    locale: (value) => line.flags.push(`--locale=${value}`),
    ...Object.fromEntries(IGNORED_WITH_VALUE.map((name) => [name, () => {}])),
  };
  for (let index = 0; index < parameters.length; index++) {
    const parameter = parameters[index] ?? '';
    const [, name = '', value] = /^--?([^=]+)(?:=(.*))?$/s.exec(parameter) ?? [];
    if (!parameter.startsWith('-')) place(line, toPath(parameter));
    else if (options[name]) options[name](value ?? parameters[++index] ?? '');
    else if (name === 'disable-extensions') isWithoutExtensions = true;
    else if (name === 'disable-workspace-trust') line.isTrusting = true;
    else if (name === 'version' || name === 'v') line.isVersion = true;
  }
  if (isWithoutExtensions) delete line.extensionsDir;
  return line;
}

/** A path or a file: address. */
const toPath = (/** @type {string} */ text) =>
  text.startsWith('file:') ? fileURLToPath(text) : resolve(text);

/**
 * @param {CommandLine} line
 * @param {string} path
 */
function place(line, path) {
  if (path.endsWith('.code-workspace')) line.workspace = path;
  else if (existsSync(path) && statSync(path).isFile()) line.file = path;
  else line.folder = path;
}
