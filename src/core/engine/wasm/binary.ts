import { Bytes } from './bytes';

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
  /** Instructions with the closing `end`. */
  readonly code: Bytes;
  /** The name it is exported by, in ASCII; null: called by other functions only. */
  readonly exportName: string | null;
}

export interface EncodedModule {
  /** In the order of their indices. */
  readonly functions: readonly EncodedFunction[];
  /** Pages of 64 KiB that the memory has. */
  readonly pages: number;
  /** True: the memory is shared between workers. */
  readonly isShared: boolean;
  /** Bytes that stand in the memory from the start. */
  readonly data: { readonly offset: number; readonly bytes: Bytes };
}

/** The module that imports its memory as `program.memory`. */
export function encodeModule({ functions, pages, isShared, data }: EncodedModule): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  out.write([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  const types = new Map<string, number>();
  const typeIndices = functions.map(({ parameters, results }) => {
    const key = `${parameters.join()}>${results.join()}`;
    const index = types.get(key) ?? types.size;
    types.set(key, index);
    return index;
  });
  section(out, TYPES, (body) => {
    body.unsigned(types.size);
    for (const key of types.keys()) {
      body.push(FUNCTION_TYPE);
      for (const list of key.split('>')) {
        const names = list === '' ? [] : (list.split(',') as ValueType[]);
        body.unsigned(names.length);
        for (const type of names) body.push(typeByte[type]);
      }
    }
  });
  section(out, IMPORTS, (body) => {
    body.unsigned(1);
    text(body, 'program');
    text(body, 'memory');
    body.push(MEMORY);
    body.push(isShared ? SHARED_WITH_MAXIMUM : WITH_MAXIMUM);
    body.unsigned(pages);
    body.unsigned(pages);
  });
  section(out, FUNCTIONS, (body) => {
    body.unsigned(functions.length);
    for (const index of typeIndices) body.unsigned(index);
  });
  section(out, EXPORTS, (body) => {
    const exported = functions.flatMap(({ exportName }, index) =>
      exportName === null ? [] : [{ exportName, index }],
    );
    body.unsigned(exported.length);
    for (const { exportName, index } of exported) {
      text(body, exportName);
      body.push(FUNCTION);
      body.unsigned(index);
    }
  });
  section(out, CODE, (body) => {
    body.unsigned(functions.length);
    for (const { locals, code } of functions) {
      const declared = new Bytes();
      declared.unsigned(locals.length);
      for (const { type, count } of locals) {
        declared.unsigned(count);
        declared.push(typeByte[type]);
      }
      body.unsigned(declared.length + code.length);
      body.append(declared);
      body.append(code);
    }
  });
  section(out, DATA, (body) => {
    body.unsigned(1);
    body.write([0x00, 0x41]);
    body.signed(data.offset);
    body.push(0x0b);
    body.unsigned(data.bytes.length);
    body.append(data.bytes);
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

function section(out: Bytes, id: number, write: (body: Bytes) => void): void {
  const body = new Bytes();
  write(body);
  out.push(id);
  out.unsigned(body.length);
  out.append(body);
}

function text(out: Bytes, letters: string): void {
  out.unsigned(letters.length);
  for (let n = 0; n < letters.length; n++) out.push(letters.charCodeAt(n));
}
