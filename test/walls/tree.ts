// A small repository in a temporary folder, with this one's configuration: where walls are tried.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = process.cwd();

/** Text by relative path. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files, and the named ones of this repository, below a new folder and returns it. */
export function plantTree(files: Files, copied: readonly string[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backprop-walls-')));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const name of copied) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(join(root, name), join(folder, name));
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function removeTree(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a program of this repository, by its path in it, in another folder. */
export function runProgram(
  folder: string,
  program: string,
  parameters: readonly string[],
): { status: number | null; output: string; errors: string } {
  const done = spawnSync(process.execPath, [join(root, program), ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status: done.status, output: done.stdout, errors: done.stderr };
}
