/**
 * The types of numbers in the files of other libraries, one table for who reads and who writes them. `safetensors`,
 * `numpy` (without the byte order) and `onnx` (TensorProto.DataType) are what each notation calls them.
 */
export const dataTypes = {
  float64: {
    bytes: 8,
    safetensors: 'F64',
    numpy: 'f8',
    onnx: 11,
    read: (view: DataView, at: number, isLittle: boolean): number => view.getFloat64(at, isLittle),
  },
  float32: {
    bytes: 4,
    safetensors: 'F32',
    numpy: 'f4',
    onnx: 1,
    read: (view: DataView, at: number, isLittle: boolean): number => view.getFloat32(at, isLittle),
  },
  float16: {
    bytes: 2,
    safetensors: 'F16',
    numpy: 'f2',
    onnx: 10,
    read: (view: DataView, at: number, isLittle: boolean): number => halfFloat(view.getUint16(at, isLittle)),
  },
  bfloat16: {
    bytes: 2,
    safetensors: 'BF16',
    numpy: null,
    onnx: 16,
    read: (view: DataView, at: number, isLittle: boolean): number => brainFloat(view.getUint16(at, isLittle)),
  },
  int64: {
    bytes: 8,
    safetensors: 'I64',
    numpy: 'i8',
    onnx: 7,
    read: (view: DataView, at: number, isLittle: boolean): number => exact(view.getBigInt64(at, isLittle)),
  },
  uint64: {
    bytes: 8,
    safetensors: 'U64',
    numpy: 'u8',
    onnx: 13,
    read: (view: DataView, at: number, isLittle: boolean): number => exact(view.getBigUint64(at, isLittle)),
  },
  int32: {
    bytes: 4,
    safetensors: 'I32',
    numpy: 'i4',
    onnx: 6,
    read: (view: DataView, at: number, isLittle: boolean): number => view.getInt32(at, isLittle),
  },
  uint32: {
    bytes: 4,
    safetensors: 'U32',
    numpy: 'u4',
    onnx: 12,
    read: (view: DataView, at: number, isLittle: boolean): number => view.getUint32(at, isLittle),
  },
  int16: {
    bytes: 2,
    safetensors: 'I16',
    numpy: 'i2',
    onnx: 5,
    read: (view: DataView, at: number, isLittle: boolean): number => view.getInt16(at, isLittle),
  },
  uint16: {
    bytes: 2,
    safetensors: 'U16',
    numpy: 'u2',
    onnx: 4,
    read: (view: DataView, at: number, isLittle: boolean): number => view.getUint16(at, isLittle),
  },
  int8: {
    bytes: 1,
    safetensors: 'I8',
    numpy: 'i1',
    onnx: 3,
    read: (view: DataView, at: number): number => view.getInt8(at),
  },
  uint8: {
    bytes: 1,
    safetensors: 'U8',
    numpy: 'u1',
    onnx: 2,
    read: (view: DataView, at: number): number => view.getUint8(at),
  },
} as const;

export type DataTypeName = keyof typeof dataTypes;

/** The type that a notation calls so; null: it is none of numbers, or none that is read. */
export function dataTypeOf(
  notation: 'safetensors' | 'numpy' | 'onnx',
  word: string | number,
): DataTypeName | null {
  const names = Object.keys(dataTypes) as DataTypeName[];
  return names.find((name) => dataTypes[name][notation] === word) ?? null;
}

/** IEEE-754 binary16 from its bits: 1 sign, 5 exponent, 10 fraction. */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a binary32. */
export function brainFloat(bits: number): number {
  word.setUint32(0, bits * 0x10000);
  return word.getFloat32(0);
}

/** NaN for a whole number that no double is: it is refused like every number that is not finite. */
function exact(value: bigint): number {
  const near = Number(value);
  return BigInt(near) === value ? near : Number.NaN;
}
