// Installing what the tests need where that is one known command: on Debian and Ubuntu, as root.

import { existsSync, readFileSync } from 'node:fs';
import { run } from './process.mjs';

/** Whether this is Debian or a relative of it (Ubuntu). */
export function isDebian(release = '/etc/os-release') {
  if (!existsSync(release)) return false;
  const ids = [...readFileSync(release, 'utf8').matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map(
    ([, value = '']) => value,
  );
  return /\b(debian|ubuntu)\b/.test(ids.join(' '));
}

/** Whether a package can be installed here without asking anybody. */
export const canInstall = () => isDebian() && process.getuid?.() === 0;

/**
 * Installs a package with apt-get, whose own messages say what went wrong.
 * @param {string} name
 * @param {string} what for people, as in "no Chromium found"
 * @returns {Promise<void>}
 */
export async function install(name, what) {
  console.log(`Setup: no ${what} found; installing it with apt-get update && apt-get install -y ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt may be at work on a fresh machine: wait for it rather than fail.
  const apt = (/** @type {string[]} */ ...parameters) =>
    run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=600', ...parameters], { env });
  // An update that misses one of several package sources may do: the install is what counts.
  const update = await apt('update');
  if (update !== 0) console.log(`Setup: apt-get update ended with exit code ${update}.`);
  await apt('install', '-y', name);
}
