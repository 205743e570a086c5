/**
 * What a UI toolkit has to make for the panel: six bare elements. `toolkit.ts` makes them with one library,
 * `elements.ts` with another, and esbuild takes one of the two files; both libraries define the same tags, so that
 * they can never stand on one page. What the panel's controls do is `controls.ts`, the same over either.
 */

/** A control that can be switched off. */
export interface Control extends HTMLElement {
  disabled: boolean;
}

/** `primary` is filled and stands once on a page; `icon` shows its icon only, named by its label. */
export type ButtonKind = 'primary' | 'secondary' | 'icon';

export interface CheckboxElement extends Control {
  checked: boolean;
}

/** Its value is its text, or what stands for the option that is chosen. */
export interface ValueElement extends Control {
  value: string;
}

export interface Option {
  readonly value: string;
  readonly words: string;
}

export interface Toolkit {
  /** Where an icon goes that stands before a button's words. */
  readonly iconSlot: string;
  button(kind: ButtonKind): Control;
  /** Has an address of no meaning, so that it is reached by the keyboard. */
  link(): HTMLElement;
  /** Tells of changes by `change`. */
  checkbox(): CheckboxElement;
  /** Tells of a choice by `change`. */
  select(name: string, options: readonly Option[]): ValueElement;
  /** Tells of every key by `input`, and by `change` when it is left or Enter is pressed. `columns`: how many characters it shows. */
  field(name: string, columns: number | null): ValueElement;
}
