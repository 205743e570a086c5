/** What the names of a program stand for at the place that has been read up to. */

import type { Quantity } from '../math/expression';
import type { Token } from './readTokens';
import type { Written } from './written';

export type Variable =
  /** An intermediate name: the tree that was assigned to it, with how many parts and how deep. */
  | {
      readonly kind: 'value';
      readonly node: Written;
      readonly size: number;
      readonly depth: number;
      readonly speaksOfStep: boolean;
    }
  /** A name of the person's own for a quantity of the network. */
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  /** Assigned, but not by arithmetic: the name is the network's, or means nothing here. */
  | { readonly kind: 'other' };

/** A function of the program that does nothing but return a value. */
export interface ProgramFunction {
  readonly parameters: readonly string[];
  readonly tokens: readonly Token[];
  readonly from: number;
  readonly to: number;
}

interface Block {
  readonly indent: number;
  readonly variables: Map<string, Variable>;
}

export class Variables {
  readonly #blocks: Block[] = [{ indent: -1, variables: new Map() }];
  readonly #functions: Map<string, ProgramFunction>;
  readonly #updated: Set<string>;

  constructor(functions = new Map<string, ProgramFunction>(), updated = new Set<string>()) {
    this.#functions = functions;
    this.#updated = updated;
  }

  get(name: string): Variable | null {
    for (let n = this.#blocks.length - 1; n >= 0; n--) {
      const found = this.#blocks[n]!.variables.get(name);
      if (found) return found;
    }
    return null;
  }

  set(name: string, variable: Variable): void {
    this.#blocks.at(-1)!.variables.set(name, variable);
  }

  forget(name: string): void {
    this.#blocks.at(-1)!.variables.delete(name);
  }

  /** The body of a function has names of its own, until a line stands as far to the left as its header. */
  enterFunction(indent: number): void {
    if (this.#blocks.length < 50) this.#blocks.push({ indent, variables: new Map() });
  }

  atIndent(indent: number): void {
    while (this.#blocks.length > 1 && indent <= this.#blocks.at(-1)!.indent) this.#blocks.pop();
  }

  /** Names for the inside of a call, with the program's functions. */
  inside(): Variables {
    return new Variables(this.#functions, this.#updated);
  }

  functionNamed(name: string): ProgramFunction | null {
    return this.#functions.get(name) ?? null;
  }

  define(name: string, one: ProgramFunction): void {
    this.#functions.set(name, one);
  }

  isUpdated(quantity: Quantity): boolean {
    return this.#updated.size > 0 && this.#updated.has(JSON.stringify(quantity));
  }

  markUpdated(quantity: Quantity, isUpdated: boolean): void {
    const key = JSON.stringify(quantity);
    if (isUpdated) this.#updated.add(key);
    else this.#updated.delete(key);
  }

  /** A new forward pass starts from the parameters as they are now. */
  startStep(): void {
    this.#updated.clear();
  }
}
