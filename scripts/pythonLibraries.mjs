// Finds a Python 3 that has NumPy, scikit-learn, PyTorch and ONNX for the tests that run exported programs, and
// installs Debian's packages of them where that is one known command. Nobody else needs them.

import { existsSync } from 'node:fs';
import { canInstall, install } from './debian.mjs';
import { capture } from './process.mjs';
import { ensurePython } from './python.mjs';

/** Debian's packages are of Debian's own Python, whatever other Python stands first on the path. */
const DEBIAN_PYTHON = '/usr/bin/python3';
const LIBRARIES = /** @type {const} */ (['numpy', 'sklearn', 'torch', 'onnx']);

/** @param {string} python */
const librariesOf = (python) =>
  LIBRARIES.filter((name) => capture(python, ['-c', `import ${name}`], { timeout: 120_000 }).ok);

/**
 * A Python with the libraries that it has; those that could be installed are.
 * @returns {Promise<{ python: string, libraries: readonly string[] }>}
 */
export async function pythonWithLibraries() {
  if (canInstall()) {
    const missing = existsSync(DEBIAN_PYTHON)
      ? LIBRARIES.filter((name) => !librariesOf(DEBIAN_PYTHON).includes(name))
      : LIBRARIES;
    for (const name of missing) await install(`python3-${name}`, `Python package ${name}`);
    const libraries = librariesOf(DEBIAN_PYTHON);
    if (libraries.length > 0) return { python: DEBIAN_PYTHON, libraries };
  }
  const python = await ensurePython();
  return { python, libraries: librariesOf(python) };
}
