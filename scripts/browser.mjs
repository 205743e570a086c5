// Finds the Chromium that shows VS Code's window in the tests, and installs it where that is one known
// command: on Debian and Ubuntu, as root.

import { join } from 'node:path';
import { canInstall, install, isDebian } from './debian.mjs';
import { capture, findOnPath, isExecutable } from './process.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/**
 * The path of an installed Chromium, Chrome or Edge; undefined if there is none.
 * @returns {string | undefined}
 * @throws {Error} if CHROMIUM_PATH names no program
 */
function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which is not a program.`);
  }
  return candidates().find((path) => isExecutable(path) && runs(path));
}

/** @returns {string[]} */
function candidates() {
  if (process.platform === 'darwin') {
    return MAC_APPLICATIONS.map((name) => join('/Applications', `${name}.app`, 'Contents/MacOS', name));
  }
  if (process.platform === 'win32') {
    const folders = [
      process.env['ProgramFiles'],
      process.env['ProgramFiles(x86)'],
      process.env['LOCALAPPDATA'],
    ];
    return folders.flatMap((folder) =>
      folder ? WINDOWS_PROGRAMS.map((program) => join(folder, program)) : [],
    );
  }
  return PROGRAMS.map(findOnPath).filter((path) => path !== undefined);
}

/**
 * Ubuntu's package installs a script that only says to use snap; in a container it does nothing else.
 * @param {string} path
 */
const runs = (path) => process.platform !== 'linux' || capture(path, ['--version'], { timeout: 30_000 }).ok;

/**
 * The path of a Chromium, installed first if need be and possible.
 * @returns {Promise<string>}
 * @throws {Error} one line that says what to install
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (canInstall()) {
    await install('chromium', 'Chromium');
    const installed = findChromium();
    if (installed) return installed;
    throw new Error(
      'apt-get has not installed a Chromium that runs; its own message is above. Set CHROMIUM_PATH to one.',
    );
  }
  throw new Error(missingChromium());
}

/** What to tell a person whose machine has no Chromium. */
function missingChromium() {
  return isDebian()
    ? 'No Chromium found: run `sudo apt-get update && sudo apt-get install -y chromium`, or set CHROMIUM_PATH to one.'
    : 'No Chromium found: install Chromium or Google Chrome, or set CHROMIUM_PATH to one.';
}
