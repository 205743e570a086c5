import { joined, littleEndian, type Tensor } from './tensor';
import { utf8 } from './utf8';

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
    end += values.length * 8;
    return [name, { dtype: 'F64', shape, data_offsets: [start, end] }];
  });
  const text = JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries]));
  const header = utf8(text);
  const padded = new Uint8Array(Math.ceil(header.length / 8) * 8).fill(0x20);
  padded.set(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return joined([length, padded, ...tensors.map(({ values }) => littleEndian(values))]);
}
