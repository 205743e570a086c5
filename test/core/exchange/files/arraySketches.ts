/** An .npy, written without the code that is tested. */
export function npy(
  descr: string,
  isColumnMajor: boolean,
  shape: string,
  data: Uint8Array,
  version = 1,
): Uint8Array {
  const order = isColumnMajor ? 'True' : 'False';
  const header = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from('NUMPY'),
    Buffer.from([version, 0]),
    length,
    Buffer.from(header),
    data,
  ]);
}
