import { isSafetensors } from '../files/safetensors';
import { firstMember } from '../files/zipReader';
import { refuse } from './imported';
import { say } from '../../words/say';

/**
 * Whether the bytes begin as a pickle of Python does: PROTO and a protocol from 2 to 5; or as the compressed files that
 * joblib makes of one (zlib, gzip, bzip2, xz, lzma, lz4), or as the archive that torch.save makes of one.
 */
export function isPickle(bytes: Uint8Array): boolean {
  // The length in front of a safetensors header may look like anything.
  if (isSafetensors(bytes)) return false;
  if (firstMember(bytes)?.endsWith('.pkl')) return true;
  const [first, protocol = 0] = bytes;
  if (first === 0x80 && protocol >= 2 && protocol <= 5) return true;
  // Text may begin with x^ or BZh, but has no such bytes.
  const isBinary = bytes.subarray(0, 32).some((byte) => byte < 0x09 || byte >= 0xf8);
  return isBinary && COMPRESSED.some((start) => start.every((one, n) => bytes[n] === one));
}

const COMPRESSED: readonly (readonly number[])[] = [
  [0x78, 0x9c],
  [0x78, 0x5e],
  [0x78, 0x01],
  [0x78, 0xda],
  [0x1f, 0x8b],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58],
  [0x5d, 0x00, 0x00],
  [0x04, 0x22, 0x4d, 0x18],
];

/** A pickle is a program: reading one can run anything. */
export function refusePickle(): never {
  refuse(
    null,
    say('This is a pickle of Python, or a compressed one: to read it is to run it, so Backprop never does.'),
    say(
      'Load it in Python yourself if you trust it, and write the model as JSON with the snippet that Import… offers.',
    ),
  );
}
