import type { EncodedFunction, EncodedModule, ValueType } from './binary';
import { Bytes } from './bytes';
import { Code, type Callable } from './code';

/** The functions of a module under way: each gets its index before its code, so that any can call any. */
export class Functions {
  readonly #functions: (EncodedFunction | null)[] = [];
  readonly #code = new Bytes(16_384);

  /** Writes a function; `exportName` null keeps it inside. */
  add(
    parameters: number,
    result: ValueType | null,
    exportName: string | null,
    write: (code: Code) => void,
  ): Callable {
    const index = this.#functions.push(null) - 1;
    const code = new Code(new Array<ValueType>(parameters).fill('i32'), result, exportName);
    write(code);
    this.#functions[index] = code.encode(this.#code);
    return { index, result };
  }

  /** Functions without a result that differ in some numbers: each is written when it is first asked for. */
  family<Numbers extends readonly (number | null)[]>(
    parameters: number,
    write: (code: Code, ...numbers: Numbers) => void,
  ): (...numbers: Numbers) => Callable {
    const written = new Map<string, Callable>();
    return (...numbers) => {
      const key = numbers.join(' ');
      const made =
        written.get(key) ??
        this.add(parameters, null, null, (code) => {
          write(code, ...numbers);
        });
      written.set(key, made);
      return made;
    };
  }

  /** All of them, in the order of their indices. */
  encoded(): Pick<EncodedModule, 'functions' | 'code'> {
    const functions = this.#functions.map((made) => {
      if (!made) throw new Error('a function was declared and never written');
      return made;
    });
    return { functions, code: this.#code };
  }
}
