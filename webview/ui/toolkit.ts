import {
  TextField,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { CheckboxElement, Control, Toolkit, ValueElement } from './primitives';

/** The toolkit that ships: the elements of @vscode/webview-ui-toolkit. */

// The library calls every field that it puts on a page "Text field": ours keep the name that they were given.
// eslint-disable-next-line @typescript-eslint/unbound-method -- called on the field itself, below
const { connectedCallback } = TextField.prototype;
TextField.prototype.connectedCallback = function (this: TextField): void {
  const name = this.getAttribute('aria-label');
  connectedCallback.call(this);
  if (name !== null) this.setAttribute('aria-label', name);
};

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeLink(),
  vsCodeOption(),
  vsCodeTextField(),
);

/** The library's elements by their tags, as we use them. */
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

export const toolkit: Toolkit = {
  iconSlot: 'start',
  button(kind) {
    const element = create('vscode-button');
    element.setAttribute('appearance', kind);
    return element;
  },
  link() {
    const element = create('vscode-link');
    element.setAttribute('href', '#');
    return element;
  },
  checkbox: () => create('vscode-checkbox'),
  select(name, options) {
    const element = create('vscode-dropdown');
    element.setAttribute('aria-label', name);
    for (const { value, words } of options) {
      const option = create('vscode-option');
      option.setAttribute('value', value);
      option.textContent = words;
      element.append(option);
    }
    return element;
  },
  field(name, columns) {
    const element = create('vscode-text-field');
    element.setAttribute('aria-label', name);
    if (columns !== null) element.setAttribute('size', String(columns));
    return element;
  },
};
