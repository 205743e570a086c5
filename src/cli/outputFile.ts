import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { reasonOf } from './files';
import { fileError } from './problem';

/** A file that a command writes. */
export interface OutputFile {
  readonly path: string;
  readonly text: string | Uint8Array;
}

/**
 * Writes files that are not there yet; with `mayReplace` also in place of others, each replaced whole or not at
 * all. `source` is what the command has read, which nothing replaces; null: no file. Throws a CommandError before anything is
 * written where one of them is refused.
 */
export function writeFiles(files: readonly OutputFile[], mayReplace: boolean, source: string | null): void {
  for (const { path } of files) refuseTaken(path, mayReplace, source);
  for (const { path, text } of files) {
    try {
      if (mayReplace) replaceWhole(path, text);
      else writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      if (isTaken(error)) throw taken(path);
      throw fileError(path, 'file.write', `This file was not written: ${reasonOf(error)}.`);
    }
  }
}

function taken(path: string): Error {
  const message = 'This file is there already. Give another path, or --force to replace it.';
  return fileError(path, 'file.exists', message);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function refuseTaken(path: string, mayReplace: boolean, source: string | null): void {
  if (path.includes('\0')) {
    throw fileError(path, 'file.write', 'This file was not written: its name holds a NUL character.');
  }
  if (!existsSync(path)) return;
  if (!mayReplace) throw taken(path);
  if (source !== null && realpathSync(path) === realpathSync(source)) {
    throw fileError(path, 'file.exists', 'This is the file that is read. Give another path.');
  }
  if (!lstatSync(realpathSync(path)).isFile()) {
    throw fileError(path, 'file.write', 'This file was not written: it is not a regular file.');
  }
}

/** A new file takes the old one's place; a link stays one. */
function replaceWhole(path: string, text: string | Uint8Array): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** How a file in the folder of `from` names `file`: the way to it with `/`; its own name where nothing is written. */
export function reference(file: string, from: string | null): string {
  const way = from === null ? basename(file) : relative(dirname(from), file);
  return way.split(sep).join('/');
}
