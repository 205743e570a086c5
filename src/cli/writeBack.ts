import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parameterIndex } from '../core/engine/layout';
import { parameterEdits } from '../core/network/edit';
import { editedText } from '../core/network/text';
import { reasonOf, type SourceFile } from './files';
import type { ReadyNetwork } from './load';
import { fileError } from './problem';

/** Throws a CommandError for a file that may not be written: better before a long training than after. */
export function requireWritable(file: string): void {
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    throw fileError(file, 'file.write', `This file cannot be written: ${reasonOf(error)}.`);
  }
}

/**
 * Puts `parameters` into the network's file and leaves every other byte as it is. The file is replaced as a whole
 * or not at all, and only while it holds what was read. Returns how many places of the text changed.
 */
export function writeParameters(ready: ReadyNetwork, parameters: Float64Array): number {
  const { file, model, loaded } = ready;
  const edits = parameterEdits(
    loaded.parsed,
    (subject) => parameters[parameterIndex(model.layout, subject)]!,
  );
  if (edits.length === 0) return 0;
  const mark = loaded.source.hasByteOrderMark ? '\uFEFF' : '';
  const bytes = new TextEncoder().encode(mark + editedText(loaded.source.text, edits));
  try {
    replaceFile(loaded.source, bytes);
  } catch (error) {
    if (error instanceof ChangedError) {
      const message = 'This file has changed since it was read. Nothing was written; train it again.';
      throw fileError(file, 'file.changed', message);
    }
    throw fileError(file, 'file.write', `This file was not written: ${reasonOf(error)}.`);
  }
  return edits.length;
}

class ChangedError extends Error {}

/** A new file in the same folder takes the old one's place; a link stays one, and what it leads to is replaced. */
function replaceFile(source: SourceFile, bytes: Uint8Array): void {
  const target = realpathSync(source.file);
  const old = statSync(target);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const descriptor = openSync(temporary, 'wx', old.mode);
  try {
    try {
      writeFileSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    keepOwnership(temporary, old);
    // As late as can be: what was saved meanwhile must not be lost.
    if (!readFileSync(target).equals(source.bytes)) throw new ChangedError();
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The mode as it was, whatever the umask; the owner where another's file is written with the right to do so. */
function keepOwnership(path: string, { mode, uid, gid }: Stats): void {
  const now = statSync(path);
  if (now.uid !== uid || now.gid !== gid) {
    try {
      chownSync(path, uid, gid);
    } catch (error) {
      // Who may write a file may not always give it away: then it is theirs.
      if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
    }
  }
  chmodSync(path, mode & 0o7777);
}
