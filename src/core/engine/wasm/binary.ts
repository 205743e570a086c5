/**
 * The binary format of WebAssembly, as much of it as compiled networks need: one memory that is handed in,
 * functions, exports and data. Source: the WebAssembly core specification, release 2.0, section 5.
 */

export type ValueType = 'i32' | 'i64' | 'f64' | 'v128';

/** The byte of a value type. */
export const typeByte: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b };

/** A whole number of 32 bits, or less, as unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** A whole number as signed LEB128. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isDone = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    bytes.push(isDone ? low : low | 0x80);
    if (isDone) return bytes;
  }
}

/** The eight bytes of a double, least significant first. */
export function doubleBytes(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}

/** A function as it stands in the code section. */
export interface EncodedFunction {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Types of the locals beside the parameters, in runs. */
  readonly locals: readonly { readonly type: ValueType; readonly count: number }[];
  /** Instructions without the closing `end`. */
  readonly code: readonly number[];
  /** The name it is exported by; null: called by other functions only. */
  readonly exportName: string | null;
}

export interface EncodedModule {
  /** In the order of their indices. */
  readonly functions: readonly EncodedFunction[];
  /** Least pages of 64 KiB that the memory must have. */
  readonly pages: number;
  /** The most pages that it may have. */
  readonly maximumPages: number;
  /** True: the memory is shared between workers. */
  readonly isShared: boolean;
  /** Bytes that stand in the memory from the start. */
  readonly data: { readonly offset: number; readonly bytes: readonly number[] };
}

/** The module that imports its memory as `program.memory`. */
export function encodeModule({
  functions,
  pages,
  maximumPages,
  isShared,
  data,
}: EncodedModule): Uint8Array<ArrayBuffer> {
  const types: string[] = [];
  const typeOf = ({ parameters, results }: EncodedFunction): number => {
    const bytes = [0x60, ...vector(parameters.map(one)), ...vector(results.map(one))].join();
    const known = types.indexOf(bytes);
    return known >= 0 ? known : types.push(bytes) - 1;
  };
  const typeIndices = functions.map((f) => unsigned(typeOf(f)));
  const exports = functions.flatMap(({ exportName }, index) =>
    exportName === null ? [] : [[...name(exportName), 0x00, ...unsigned(index)]],
  );
  const limits = [isShared ? 0x03 : 0x01, ...unsigned(pages), ...unsigned(maximumPages)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types.map((bytes) => bytes.split(',').map(Number)))),
    ...section(2, vector([[...name('program'), ...name('memory'), 0x02, ...limits]])),
    ...section(3, vector(typeIndices)),
    ...section(7, vector(exports)),
    ...section(10, concatenated([unsigned(functions.length), ...functions.map(body)])),
    ...section(11, vector([[0x00, 0x41, ...signed(BigInt(data.offset)), 0x0b, ...bytesOf(data.bytes)]])),
  ]);
}

const one = (type: ValueType): number[] => [typeByte[type]];

function body({ locals, code }: EncodedFunction): number[] {
  const declared = vector(locals.map(({ type, count }) => [...unsigned(count), typeByte[type]]));
  return concatenated([unsigned(declared.length + code.length + 1), declared, code, [0x0b]]);
}

function section(id: number, content: readonly number[]): number[] {
  return concatenated([[id], unsigned(content.length), content]);
}

function vector(items: readonly (readonly number[])[]): number[] {
  return concatenated([unsigned(items.length), ...items]);
}

function bytesOf(bytes: readonly number[]): number[] {
  return concatenated([unsigned(bytes.length), bytes]);
}

/** Names are plain ASCII here. */
function name(text: string): number[] {
  return bytesOf([...text].map((letter) => letter.charCodeAt(0)));
}

/** Long lists do not fit the arguments of one call, as spreading them would need. */
function concatenated(parts: readonly (readonly number[])[]): number[] {
  const all: number[] = [];
  for (const part of parts) for (const byte of part) all.push(byte);
  return all;
}
