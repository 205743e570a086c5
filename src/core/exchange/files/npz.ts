import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { damaged, memberWord, tensorWord } from './damaged';
import { NPY_START_BYTES, npyHeader, npyOf, type NpyHeader } from './npy';
import { refuseTooMany, type StoredTensor } from './storedTensor';
import type { Tensor } from './tensor';
import { writeZip } from './zip';
import { readZip, zipContent, zipStart, type ZipEntry } from './zipReader';

const ENDING = '.npy';

/**
 * An .npz file of NumPy: a ZIP archive whose members are stored as they are, one .npy of doubles for each tensor. Names
 * of tensors are words of ASCII: NumPy makes keys of them. NumPy does not look at the comment of the archive.
 */
export function writeNpz(tensors: readonly Tensor[], comment: string): Uint8Array<ArrayBuffer> {
  const members = tensors.map((tensor) => ({ name: tensor.name + ENDING, bytes: npyOf(tensor) }));
  return writeZip(members, comment);
}

export interface NpzFile {
  /** In the order of the archive. */
  readonly tensors: readonly StoredTensor[];
  /** Members that hold no numbers. */
  readonly leftOut: readonly string[];
  /** Null: it is no text. */
  readonly comment: string | null;
}

/**
 * The arrays of an .npz file. All headers are read before the numbers of any: a member is made plain in whole only
 * when its shape says that it is as long as the archive says, and all together are no more than a network has.
 */
export function* npzSteps(bytes: Uint8Array): Steps<NpzFile> {
  const { entries, comment } = readZip(bytes);
  const found: { readonly name: string; readonly entry: ZipEntry; readonly header: NpyHeader }[] = [];
  const leftOut: string[] = [];
  const names = new Set<string>();
  for (const entry of entries) {
    const name = entry.name.slice(0, -ENDING.length);
    if (!entry.name.endsWith(ENDING)) {
      leftOut.push(entry.name);
      continue;
    }
    if (names.has(name)) damaged(memberWord(entry.name), say('There are two members of this name.'));
    names.add(name);
    const header = npyHeader(name, yield* zipStart(entry, Math.min(NPY_START_BYTES, entry.size)));
    if (!header) {
      leftOut.push(entry.name);
      continue;
    }
    if (header.offset + header.byteLength !== entry.size) {
      damaged(tensorWord(name), say('Its shape does not fit its {0} bytes.', entry.size));
    }
    found.push({ name, entry, header });
  }
  refuseTooMany(found.map(({ header }) => header.count));
  const tensors: StoredTensor[] = [];
  for (const { name, entry, header } of found) {
    const content = yield* zipContent(entry);
    const { shape, type, isBigEndian, isColumnMajor, offset } = header;
    tensors.push({ name, shape, type, isBigEndian, isColumnMajor, bytes: content.subarray(offset) });
  }
  return { tensors, leftOut, comment };
}
