import { icon, type IconName } from './icons';
import type { ButtonKind, Control, Option, ValueElement } from './primitives';
import { toolkit } from './toolkit';

/**
 * The seam to the UI toolkit: every form control of the panel comes from here, and nothing else knows which
 * library draws it. The words are ours; what a library has to make is in `primitives.ts`.
 */

export type { Control } from './primitives';

export interface ButtonOptions {
  readonly label: string;
  readonly tooltip: string;
  readonly icon?: IconName;
  readonly kind: ButtonKind;
  readonly onPress: () => void;
}

/** Gives a button its words, and its icon if it has one. */
export function dressButton(
  button: Control,
  options: Pick<ButtonOptions, 'label' | 'tooltip' | 'icon' | 'kind'>,
): void {
  button.title = options.tooltip;
  button.setAttribute('aria-label', options.label);
  const content: Node[] = [];
  if (options.icon) {
    const drawn = icon(options.icon);
    if (options.kind !== 'icon') drawn.setAttribute('slot', toolkit.iconSlot);
    content.push(drawn);
  }
  if (options.kind !== 'icon') content.push(document.createTextNode(options.label));
  button.replaceChildren(...content);
}

export function button(options: ButtonOptions): Control {
  const element = toolkit.button(options.kind);
  element.classList.add('button', `is-${options.kind}`);
  dressButton(element, options);
  element.addEventListener('click', () => {
    if (!element.disabled) options.onPress();
  });
  return element;
}

/** A link that acts inside the panel; it looks like a link because it leads to a place in a file. */
export function link(label: string, onPress: () => void): HTMLElement {
  const element = toolkit.link();
  element.classList.add('link');
  element.textContent = label;
  element.addEventListener('click', (event) => {
    event.preventDefault();
    onPress();
  });
  return element;
}

export interface Checkbox {
  readonly element: Control;
  set(isChecked: boolean): void;
}

/** `onChange` hears of the person's choices only: the toolkit's own event tells of every change. */
export function checkbox(label: string, tooltip: string, onChange: (isChecked: boolean) => void): Checkbox {
  const element = toolkit.checkbox();
  element.classList.add('checkbox');
  element.textContent = label;
  element.title = tooltip;
  let isSetting = false;
  element.addEventListener('change', () => {
    if (!isSetting) onChange(element.checked);
  });
  return {
    element,
    set(isChecked) {
      isSetting = true;
      element.checked = isChecked;
      isSetting = false;
    },
  };
}

function select(name: string, tooltip: string, options: readonly Option[]): ValueElement {
  const element = toolkit.select(name, options);
  element.classList.add('select');
  element.title = tooltip;
  return element;
}

function field(name: string, tooltip: string, columns: number | null): ValueElement {
  const element = toolkit.field(name, columns);
  element.classList.add('field');
  element.title = tooltip;
  return element;
}

export interface Choice<Value extends string> {
  readonly element: Control;
  set(value: Value): void;
}

/** Picks one of a few named values; `onPick` hears of the person's choices only. */
export function choice<Value extends string>(
  label: string,
  tooltip: string,
  options: readonly (readonly [value: Value, words: string])[],
  onPick: (value: Value) => void,
): Choice<Value> {
  const element = select(
    label,
    tooltip,
    options.map(([value, words]) => ({ value, words })),
  );
  let shown: Value | null = null;
  element.addEventListener('change', () => {
    const picked = options.find(([value]) => value === element.value)?.[0];
    if (picked === undefined || picked === shown) return;
    shown = picked;
    onPick(picked);
  });
  return {
    element,
    set(value) {
      if (value === shown) return;
      shown = value;
      element.value = value;
    },
  };
}

export interface NumberPicker {
  readonly element: Control;
  /** Shows `value` out of 1 … `count`. */
  set(value: number, count: number): void;
}

export interface Slider {
  readonly element: Control;
  /** Stands at `value` from `min` to `max`; `words` are what a screen reader says of it. */
  set(value: number, min: number, max: number, words: string): void;
}

/**
 * Picks a whole number from a range by dragging, or by arrow keys, Page Up, Page Down, Home and End. The toolkit has no
 * slider: this is the browser's own, in the theme's colours. `onInput` hears of every number on the way.
 */
export function slider(label: string, tooltip: string, onInput: (value: number) => void): Slider {
  const element = document.createElement('input');
  element.type = 'range';
  element.className = 'slider';
  element.step = '1';
  element.title = tooltip;
  element.setAttribute('aria-label', label);
  element.addEventListener('input', () => {
    onInput(element.valueAsNumber);
  });
  return {
    element,
    set(value, min, max, words) {
      // The range first: a browser moves a value that is not in it.
      if (element.min !== String(min)) element.min = String(min);
      if (element.max !== String(max)) element.max = String(max);
      if (element.valueAsNumber !== value) element.value = String(value);
      if (element.getAttribute('aria-valuetext') !== words) element.setAttribute('aria-valuetext', words);
    },
  };
}

/** Longer lists than this are walked faster by typing a number. */
const LONGEST_LIST = 50;

/** Picks one of 1 … n: from a list while that is short, else by typing; arrow keys step in both. */
export function numberPicker(
  label: string,
  tooltip: string,
  describe: (value: number, count: number) => string,
  describeCount: (count: number) => string,
  onPick: (value: number) => void,
): NumberPicker {
  let shown = 0;
  let count = 0;
  const holder = document.createElement('span') as unknown as Control;
  holder.classList.add('picker');
  let control: ValueElement | null = null;

  const pick = (value: number): void => {
    if (Number.isSafeInteger(value) && value >= 1 && value <= count) {
      if (value !== shown) onPick(value);
    } else if (control) control.value = String(shown);
  };
  const list = (): ValueElement => {
    const options = Array.from({ length: count }, (_, index) => ({
      value: String(index + 1),
      words: describe(index + 1, count),
    }));
    const element = select(label, tooltip, options);
    element.addEventListener('change', () => {
      pick(Number(element.value));
    });
    return element;
  };
  const numberField = (): ValueElement => {
    const element = field(label, tooltip, 6);
    element.addEventListener('change', () => {
      pick(Number(element.value));
    });
    element.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      pick(Math.min(count, Math.max(1, shown + by)));
    });
    return element;
  };

  return {
    element: holder,
    set(value, newCount) {
      if (!control || newCount !== count) {
        count = newCount;
        control = count <= LONGEST_LIST ? list() : numberField();
        holder.replaceChildren(control);
        if (count > LONGEST_LIST) holder.append(` ${describeCount(count)}`);
      }
      shown = value;
      control.value = String(value);
    },
  };
}

export interface TextField {
  readonly element: Control;
  set(text: string): void;
}

/** A line of text; `onEnter` hears what a person has typed when it is left, or Enter is pressed. */
export function textField(
  label: string,
  tooltip: string,
  size: number,
  onEnter: (text: string) => void,
): TextField {
  const element = field(label, tooltip, size);
  let shown = '';
  element.addEventListener('change', () => {
    if (element.value === shown) return;
    shown = element.value;
    onEnter(shown);
  });
  return {
    element,
    set(text) {
      shown = text;
      if (element.value !== text) element.value = text;
    },
  };
}

export interface TypedField {
  readonly element: Control;
  readonly text: string;
  set(text: string): void;
}

/** A line of text; `onInput` hears of what a person types, after every key. */
export function typedField(label: string, tooltip: string, onInput: (text: string) => void): TypedField {
  const element = field(label, tooltip, null);
  element.addEventListener('input', () => {
    onInput(element.value);
  });
  return {
    element,
    get text() {
      return element.value;
    },
    set(text) {
      element.value = text;
    },
  };
}

export interface ValueSlider {
  readonly element: HTMLInputElement;
  /** @param words what a screen reader says for the value. */
  set(
    value: number,
    range: { readonly least: number; readonly greatest: number; readonly step: number },
    words: string,
  ): void;
}

/** Neither library has one: the browser's own. `onSlide` hears every move, `onRelease` the end of one made by a pointer. */
export function valueSlider(
  label: string,
  onSlide: (value: number) => void,
  onRelease: (value: number) => void,
): ValueSlider {
  const element = document.createElement('input');
  element.type = 'range';
  element.className = 'slider';
  element.setAttribute('aria-label', label);
  let isHeld = false;
  element.addEventListener('pointerdown', () => {
    isHeld = true;
  });
  element.addEventListener('input', () => {
    onSlide(element.valueAsNumber);
  });
  element.addEventListener('change', () => {
    if (isHeld) onRelease(element.valueAsNumber);
    isHeld = false;
  });
  return {
    element,
    set(value, { least, greatest, step }, words) {
      // The range first: the browser keeps a value within it.
      element.min = String(least);
      element.max = String(greatest);
      element.step = String(step);
      element.value = String(value);
      element.setAttribute('aria-valuetext', words);
    },
  };
}
