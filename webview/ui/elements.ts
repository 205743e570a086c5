import { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/vscode-button.js';
import { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/vscode-checkbox.js';
import { VscodeOption } from '@vscode-elements/elements/dist/vscode-option/vscode-option.js';
import { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js';
import { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js';
import './elements.css';
import type { Toolkit } from './primitives';

/**
 * The other toolkit: the elements of @vscode-elements/elements, which is maintained. `node esbuild.js --ui=elements`
 * builds the panel with it; the tests of the controls hold for both builds, so that the one that ships can be changed
 * in a line.
 */

export const toolkit: Toolkit = {
  iconSlot: 'content-before',
  button(kind) {
    const element = new VscodeButton();
    element.secondary = kind === 'secondary';
    element.iconOnly = kind === 'icon';
    return element;
  },
  // The library has none: the browser's own, which the page gives the theme's colours.
  link() {
    const element = document.createElement('a');
    element.href = '#';
    return element;
  },
  checkbox: () => tabbable(new VscodeCheckbox()),
  select(name, options) {
    const element = new VscodeSingleSelect();
    element.label = name;
    for (const { value, words } of options) {
      const option = new VscodeOption();
      option.value = value;
      option.textContent = words;
      element.append(option);
    }
    // Else it is as wide as the words that are chosen, and moves what stands beside it.
    showColumns(element, Math.max(...options.map(({ words }) => words.length)));
    return tabbable(element);
  },
  field(name, columns) {
    const element = new VscodeTextfield();
    element.label = name;
    if (columns !== null) showColumns(element, columns);
    return element;
  },
};

/**
 * An element of this library that is switched off and on again takes the tab index from before: without one of its
 * own that is −1, and the keyboard would not reach it any more.
 */
function tabbable<Element extends HTMLElement>(element: Element): Element {
  element.tabIndex = 0;
  return element;
}

/** How many characters an element has room for; its own style is left to the page. */
function showColumns(element: HTMLElement, columns: number): void {
  element.style.setProperty('--columns', String(columns));
}
