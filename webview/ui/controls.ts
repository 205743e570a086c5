import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { icon, type IconName } from './icons';

/**
 * The seam to the UI toolkit: every form control of the panel comes from here, and nothing else knows which
 * library draws it. The words are ours; a second library needs only this file again.
 */

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeLink(),
  vsCodeOption(),
  vsCodeTextField(),
);

/** A control that can be switched off. */
export interface Control extends HTMLElement {
  disabled: boolean;
}

export interface ButtonOptions {
  readonly label: string;
  readonly tooltip: string;
  readonly icon?: IconName;
  /** `primary` is filled and stands once on a page; `icon` shows its icon only, named by its label. */
  readonly kind: 'primary' | 'secondary' | 'icon';
  readonly onPress: () => void;
}

/** The toolkit's elements by their tags, as we use them. */
interface Tags {
  'vscode-button': Control;
  'vscode-checkbox': CheckboxElement;
  'vscode-dropdown': ValueElement;
  'vscode-link': HTMLElement;
  'vscode-option': HTMLElement;
  'vscode-text-field': ValueElement;
}

function create<K extends keyof Tags>(tag: K): Tags[K] {
  const element: HTMLElement = document.createElement(tag);
  return element as Tags[K];
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
    if (options.kind !== 'icon') drawn.setAttribute('slot', 'start');
    content.push(drawn);
  }
  if (options.kind !== 'icon') content.push(document.createTextNode(options.label));
  button.replaceChildren(...content);
}

export function button(options: ButtonOptions): Control {
  const element = create('vscode-button');
  dressButton(element, options);
  element.setAttribute('appearance', options.kind);
  element.addEventListener('click', () => {
    if (!element.disabled) options.onPress();
  });
  return element;
}

/** A link that acts inside the panel; it looks like a link because it leads to a place in a file. */
export function link(label: string, onPress: () => void): HTMLElement {
  const element = create('vscode-link');
  element.setAttribute('href', '#');
  element.textContent = label;
  element.addEventListener('click', (event) => {
    event.preventDefault();
    onPress();
  });
  return element;
}

interface CheckboxElement extends Control {
  checked: boolean;
}

export interface Checkbox {
  readonly element: Control;
  set(isChecked: boolean): void;
}

/** `onChange` hears of the person's choices only: the toolkit's own event tells of every change. */
export function checkbox(label: string, tooltip: string, onChange: (isChecked: boolean) => void): Checkbox {
  const element = create('vscode-checkbox');
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

interface ValueElement extends Control {
  value: string;
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
  const element = create('vscode-dropdown');
  element.title = tooltip;
  element.setAttribute('aria-label', label);
  for (const [value, words] of options) {
    const option = create('vscode-option');
    option.setAttribute('value', value);
    option.textContent = words;
    element.append(option);
  }
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
    const element = create('vscode-dropdown');
    for (let value = 1; value <= count; value++) {
      const option = create('vscode-option');
      option.setAttribute('value', String(value));
      option.textContent = describe(value, count);
      element.append(option);
    }
    element.addEventListener('change', () => {
      pick(Number(element.value));
    });
    return element;
  };
  const field = (): ValueElement => {
    const element = create('vscode-text-field');
    element.setAttribute('size', '6');
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
        control = count <= LONGEST_LIST ? list() : field();
        control.title = tooltip;
        control.setAttribute('aria-label', label);
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
  const element = create('vscode-text-field');
  element.setAttribute('size', String(size));
  element.setAttribute('aria-label', label);
  element.title = tooltip;
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
  const element = create('vscode-text-field');
  element.title = tooltip;
  element.setAttribute('aria-label', label);
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
