// Finds the Python that runs the programs which the tests let the project print, and installs it where that is
// one known command. The product itself needs no Python.

import { canInstall, install, isDebian } from './debian.mjs';
import { capture, findOnPath } from './process.mjs';

/** The path of a Python 3 that runs; undefined if there is none. */
function findPython() {
  return ['python3', 'python']
    .map(findOnPath)
    .find((path) => path !== undefined && /^Python 3\./.test(versionOf(path)));
}

const versionOf = (/** @type {string} */ path) => {
  const { ok, output } = capture(path, ['--version'], { timeout: 30_000 });
  return ok ? output : '';
};

/**
 * The path of a Python 3, installed first if need be and possible.
 * @returns {Promise<string>}
 * @throws {Error} one line that says what to install
 */
export async function ensurePython() {
  const found = findPython();
  if (found) return found;
  if (canInstall()) {
    await install('python3', 'Python 3');
    const installed = findPython();
    if (installed) return installed;
    throw new Error('apt-get has not installed a Python 3 that runs; its own message is above.');
  }
  throw new Error(
    isDebian()
      ? 'No Python 3 found: run `sudo apt-get update && sudo apt-get install -y python3`.'
      : 'No Python 3 found: install it from your system, so that `python3 --version` answers.',
  );
}
