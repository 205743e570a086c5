// Which VS Code to use: the desktop one of this machine, a downloaded one, or the one from npm.

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { findOnPath } from '../process.mjs';

const DOWNLOAD_SERVER = 'https://update.code.visualstudio.com/api/releases/stable';

/** Long enough for a slow connection; on a machine without one the answer is mostly immediate. */
const REACH_LIMIT_MS = 4000;

/** Whether a desktop program can show a window here. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * The `code` command of a desktop VS Code; undefined if there is none. The command of the same name inside a
 * remote window or a container opens files in the window around it, and cannot load an extension.
 * @returns {string | undefined}
 */
export function desktopCommand() {
  const command = findOnPath('code') ?? findOnPath('code-insiders');
  return command && !realpathSync(command).includes('remote-cli') ? command : undefined;
}

/**
 * The program behind the `code` command: the command itself returns at once, with 0, whatever the tests say.
 * @returns {string | undefined} undefined where it stands at none of the known places (snap, for one)
 */
export function desktopProgram() {
  const command = desktopCommand();
  if (!command) return undefined;
  const script = realpathSync(command);
  const application = script.split(`${sep}Contents${sep}`)[0] ?? '';
  const bin = dirname(script);
  const places = {
    darwin: [join(application, 'Contents/MacOS/Code'), join(application, 'Contents/MacOS/Electron')],
    win32: [join(bin, '..', 'Code.exe'), join(bin, '..', 'Code - Insiders.exe')],
    linux: [join(bin, '..', 'code'), join(bin, '..', 'code-insiders')],
  };
  return places[/** @type {'linux'} */ (process.platform)]?.find((place) => existsSync(place));
}

/** Whether @vscode/test-electron could download a VS Code. */
export async function canDownload() {
  try {
    const answer = await fetch(DOWNLOAD_SERVER, {
      method: 'HEAD',
      signal: AbortSignal.timeout(REACH_LIMIT_MS),
    });
    return answer.ok;
  } catch {
    // No connection, no name server, a proxy that refuses: whatever the reason, it cannot be reached.
    return false;
  }
}

/**
 * @typedef {{ kind: 'given' | 'desktop', path: string } | { kind: 'download' } | { kind: 'npm' }} Choice
 *
 * VSCODE_EXECUTABLE decides if it is set: a path, `download` or `npm`.
 * @param {() => string | undefined} desktop where a desktop VS Code is
 * @returns {Promise<Choice>}
 */
export async function chooseVSCode(desktop) {
  const given = process.env['VSCODE_EXECUTABLE'];
  if (given === 'npm' || given === 'download') return { kind: given };
  if (given) {
    if (!existsSync(given)) throw new Error(`VSCODE_EXECUTABLE is ${given}, which does not exist.`);
    return { kind: 'given', path: given };
  }
  if (!hasDisplay()) return { kind: 'npm' };
  const path = desktop();
  if (path) return { kind: 'desktop', path };
  return { kind: (await canDownload()) ? 'download' : 'npm' };
}
