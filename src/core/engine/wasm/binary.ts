import { Bytes, type Span } from './bytes';

/**
 * The binary format of WebAssembly, as much of it as compiled networks need: one memory that is handed in,
 * functions, exports and data. Source: the WebAssembly core specification, release 2.0, section 5.
 */

export type ValueType = 'i32' | 'f64' | 'v128';

/** The byte of a value type. */
const typeByte: Readonly<Record<ValueType, number>> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };

/** A function as it stands in the code section. */
export interface EncodedFunction {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Types of the locals beside the parameters, in runs. */
  readonly locals: readonly { readonly type: ValueType; readonly count: number }[];
  /** Where its instructions stand in the module's code, with the closing `end`. */
  readonly code: Span;
  /** The name it is exported by, in ASCII; null: called by other functions only. */
  readonly exportName: string | null;
}

export interface EncodedModule {
  /** In the order of their indices. */
  readonly functions: readonly EncodedFunction[];
  /** The instructions of all functions. */
  readonly code: Bytes;
  /** Pages of 64 KiB that the memory has. */
  readonly pages: number;
  /** True: the memory is shared between workers. */
  readonly isShared: boolean;
  /** Bytes that stand in the memory from the start. */
  readonly data: { readonly offset: number; readonly bytes: Bytes };
}

/** The module that imports its memory as `program.memory`. */
export function encodeModule({
  functions,
  code,
  pages,
  isShared,
  data,
}: EncodedModule): Uint8Array<ArrayBuffer> {
  const out = new Bytes(1024 + 2 * code.length + data.bytes.length);
  const section = (id: number, write: () => void): void => {
    out.push(id);
    out.sized(write);
  };
  out.write([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const types = new Map<string, number>();
  const typeIndices = functions.map(({ parameters, results }) => {
    const key = `${parameters.join()}>${results.join()}`;
    const index = types.get(key) ?? types.size;
    types.set(key, index);
    return index;
  });
  section(TYPES, () => {
    out.unsigned(types.size);
    for (const key of types.keys()) {
      out.push(FUNCTION_TYPE);
      for (const list of key.split('>')) {
        const names = list === '' ? [] : (list.split(',') as ValueType[]);
        out.unsigned(names.length);
        for (const type of names) out.push(typeByte[type]);
      }
    }
  });
  section(IMPORTS, () => {
    out.unsigned(1);
    text(out, 'program');
    text(out, 'memory');
    out.push(MEMORY);
    out.push(isShared ? SHARED_WITH_MAXIMUM : WITH_MAXIMUM);
    out.unsigned(pages);
    out.unsigned(pages);
  });
  section(FUNCTIONS, () => {
    out.unsigned(functions.length);
    for (const index of typeIndices) out.unsigned(index);
  });
  section(EXPORTS, () => {
    const exported = functions.flatMap(({ exportName }, index) =>
      exportName === null ? [] : [{ exportName, index }],
    );
    out.unsigned(exported.length);
    for (const { exportName, index } of exported) {
      text(out, exportName);
      out.push(FUNCTION);
      out.unsigned(index);
    }
  });
  section(CODE, () => {
    out.unsigned(functions.length);
    for (const { locals, code: place } of functions) {
      out.sized(() => {
        out.unsigned(locals.length);
        for (const { type, count } of locals) {
          out.unsigned(count);
          out.push(typeByte[type]);
        }
        out.append(code, place);
      });
    }
  });
  section(DATA, () => {
    out.unsigned(1);
    out.write([0x00, 0x41]);
    out.signed(data.offset);
    out.push(0x0b);
    out.unsigned(data.bytes.length);
    out.append(data.bytes);
  });
  return out.toArray();
}

const TYPES = 1;
const IMPORTS = 2;
const FUNCTIONS = 3;
const EXPORTS = 7;
const CODE = 10;
const DATA = 11;
const FUNCTION_TYPE = 0x60;
const FUNCTION = 0x00;
const MEMORY = 0x02;
const WITH_MAXIMUM = 0x01;
const SHARED_WITH_MAXIMUM = 0x03;

function text(out: Bytes, letters: string): void {
  out.unsigned(letters.length);
  for (let n = 0; n < letters.length; n++) out.push(letters.charCodeAt(n));
}
