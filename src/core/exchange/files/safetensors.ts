import { parseJsonSteps } from '../../network/json';
import { childOf, numbersOf, type JsonNode } from '../../network/jsonTree';
import type { Steps } from '../../network/steps';
import { say } from '../../words/say';
import { refuse } from '../imports/imported';
import { damaged, shown, tensorWord } from './damaged';
import { dataTypeOf, dataTypes } from './dataTypes';
import { countOf, refuseTooMany, shapeText, type StoredTensor } from './storedTensor';
import { joined, littleEndian, type Tensor } from './tensor';
import { textOfUtf8, utf8 } from './utf8';

/** The key of texts about the whole file. */
const METADATA = '__metadata__';
/** Bytes in front of the header, which say its length. */
const LENGTH_BYTES = 8;
/** Far more than a network's tensors need; the format itself allows four hundred times as much. */
const LONGEST_HEADER = 256 * 1024;

/**
 * A safetensors file: the length of a JSON header in 8 bytes, the header, and the numbers. The header is padded with
 * spaces so that the numbers begin at a multiple of 8.
 *
 * @param metadata texts by their names, which readers of the format show.
 */
export function writeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = tensors.map(({ name, shape, values }): [string, unknown] => {
    const start = end;
    end += values.length * dataTypes.float64.bytes;
    return [name, { dtype: dataTypes.float64.safetensors, shape, data_offsets: [start, end] }];
  });
  const text = JSON.stringify(Object.fromEntries([[METADATA, metadata], ...entries]));
  const header = utf8(text);
  const padded = new Uint8Array(Math.ceil(header.length / 8) * 8).fill(0x20);
  padded.set(header);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return joined([length, padded, ...tensors.map(({ values }) => littleEndian(values))]);
}

/** Whether there is a length, and the beginning of a header so long behind it. */
export function isSafetensors(bytes: Uint8Array): boolean {
  const isHeader = bytes[LENGTH_BYTES] === 0x7b && [0x22, 0x20, 0x7d].includes(bytes[LENGTH_BYTES + 1] ?? 0);
  if (!isHeader) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  return length <= BigInt(bytes.length - LENGTH_BYTES);
}

export interface SafetensorsFile {
  /** In the order of the header. */
  readonly tensors: readonly StoredTensor[];
  /** Texts about the whole file. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The tensors of a safetensors file. Its header is held against the size of the file before anything is made of it:
 * every tensor has the bytes that its shape asks for, none shares any with another, and none are left.
 */
export function* safetensorsSteps(bytes: Uint8Array): Steps<SafetensorsFile> {
  if (bytes.length < LENGTH_BYTES) return damaged(null, say('The file is too short for a header.'));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  if (length > bytes.length - LENGTH_BYTES) {
    return damaged(null, say('The header says that it is longer than the file.'));
  }
  if (length > LONGEST_HEADER) {
    return refuse(
      null,
      say('The header has {0} bytes; at most {1} are read.', length, LONGEST_HEADER),
      say('Save the weights of the dense layers alone, without other texts.'),
    );
  }
  const data = bytes.subarray(LENGTH_BYTES + length);
  const root = yield* headerSteps(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const tensors: StoredTensor[] = [];
  const metadata = new Map<string, string>();
  const taken: { readonly from: number; readonly to: number; readonly name: string }[] = [];
  for (const { key, value } of root.properties) {
    if (key === METADATA) {
      if (value.kind !== 'object') return damaged(null, say('{0} is no list of texts.', METADATA));
      for (const entry of value.properties) {
        if (entry.value.kind === 'string') metadata.set(entry.key, entry.value.value);
      }
      continue;
    }
    const { from, to, ...rest } = tensorOf(key, value, data.length);
    taken.push({ from, to, name: key });
    tensors.push({ ...rest, name: key, bytes: data.subarray(from, to) });
  }
  checkCover(taken, data.length);
  refuseTooMany(tensors.map(({ shape }) => countOf(shape) ?? Infinity));
  return { tensors, metadata };
}

function* headerSteps(bytes: Uint8Array): Steps<Extract<JsonNode, { kind: 'object' }>> {
  const text = textOfUtf8(bytes);
  if (text === null) return damaged(null, say('The header is no text in UTF-8.'));
  if (!text.startsWith('{')) return damaged(null, say('The header does not begin with a brace.'));
  const { root, problems } = yield* parseJsonSteps(text, { strict: true });
  const [problem] = problems;
  if (problem)
    return damaged(null, say('The header is no JSON: it breaks at character {0}.', problem.range.offset + 1));
  if (root?.kind !== 'object') return damaged(null, say('The header does not begin with a brace.'));
  return root;
}

function tensorOf(
  name: string,
  node: JsonNode,
  dataBytes: number,
): Pick<StoredTensor, 'shape' | 'type'> & { readonly from: number; readonly to: number } {
  const where = tensorWord(name);
  const dtype = childOf(node, 'dtype');
  const shape = wholeNumbers(childOf(node, 'shape'));
  const offsets = wholeNumbers(childOf(node, 'data_offsets'));
  if (dtype?.kind !== 'string' || !shape || offsets?.length !== 2) {
    return damaged(where, say('Its entry in the header lacks type, shape or place.'));
  }
  const [from, to] = offsets as [number, number];
  if (from > to || to > dataBytes) return damaged(where, say('Its numbers lie outside of the file.'));
  const type = dataTypeOf('safetensors', dtype.value);
  if (!type) {
    return refuse(
      where,
      say('Its type is {0}, which is no number that weights have.', shown(dtype.value)),
      say('Save it as floats: tensor.double() in PyTorch.'),
    );
  }
  const count = countOf(shape);
  if (count === null || count * dataTypes[type].bytes !== to - from) {
    return damaged(where, say('Its shape {0} does not fit its {1} bytes.', shapeText(shape), to - from));
  }
  return { shape, type, from, to };
}

/** A list of whole numbers from 0; null for anything else. */
function wholeNumbers(node: JsonNode | undefined): number[] | null {
  if (node?.kind === 'array' && node.items.length === 0) return [];
  const numbers = node?.kind === 'numbers' && node.count <= 64 ? numbersOf(node) : null;
  return numbers?.every((value) => Number.isSafeInteger(value) && value >= 0) ? numbers : null;
}

/** Every byte of the numbers is of exactly one tensor, as the format demands. */
function checkCover(
  taken: { readonly from: number; readonly to: number; readonly name: string }[],
  dataBytes: number,
): void {
  taken.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { from, to, name } of taken) {
    if (from < end) damaged(tensorWord(name), say('It lies in the bytes of another tensor.'));
    if (from > end) damaged(tensorWord(name), say('There are bytes in front of it that are of no tensor.'));
    end = to;
  }
  if (end !== dataBytes) damaged(null, say('There are bytes at the end of the file that are of no tensor.'));
}
