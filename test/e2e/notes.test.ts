// What a person sees of a wrong formula in a real VS Code window: the squiggle under its wrong part, the message over
// it, the quick fix; in every kind of note, in the themes. One window for all of it.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  clickText,
  hoverText,
  openFile,
  openWindow,
  PATIENCE_MS,
  runCommand,
  setTheme,
  takeScreenshot,
  type EditorWindow,
  type Theme,
} from '../support/vscode/window';

const SHOTS = join('out', 'screenshots');

const themes: readonly (readonly [Theme, string])[] = [
  ['Light Modern', 'light'],
  ['Dark Modern', 'dark'],
  ['Dark High Contrast', 'high-contrast'],
];

const program = `delta_o1 = (a_o1 - t2) * a_o1 * (1 - a_o1)
dw5 = delta_o1 * a_h1
`;

interface Note {
  readonly kind: string;
  readonly file: string;
  readonly text: string;
  /** The wrong part as the editor shows it, what its message says and what its fix does. */
  readonly wrong: string;
  readonly message: RegExp;
  readonly fix: string;
}

const notes: readonly Note[] = [
  {
    kind: 'markdown',
    file: 'notes.md',
    text: String.raw`<!-- backprop: network-b.backprop.json -->
# The error at the hidden units

The gradient at $a_{h_1}$ adds up over both outputs:

$\frac{∂E_{total}}{∂a_{h_1}} = \frac{∂E_1}{∂a_{h_1}} + \frac{∂E_1}{∂a_{h_2}}$
`,
    wrong: 'h_2',
    message: /^∂E₁\/∂a_h₂ should be ∂E₂\/∂a_h₁\./,
    fix: String.raw`Replace by \frac{∂E_2}{∂a_{h_1}}`,
  },
  {
    kind: 'latex',
    file: 'notes.tex',
    text: String.raw`% backprop: network-b.backprop.json
\section*{The output layer}
\[
  \frac{\partial E_{total}}{\partial w_5}
    = (a_{o_1} - t_2)\, a_{o_1} (1 - a_{o_1})\, a_{h_1}
\]
`,
    wrong: 't_2',
    message: /^t₂ should be t₁: each output is compared with its own target\./,
    fix: 'Replace by t_1',
  },
  {
    kind: 'python',
    file: 'notes.py',
    text: `# backprop: network-b.backprop.json\n${program}`,
    wrong: 't2',
    message: /^t₂ should be t₁: each output is compared with its own target\./,
    fix: 'Replace by t1',
  },
  {
    kind: 'notebook',
    file: 'notes.ipynb',
    text: JSON.stringify({
      cells: [
        {
          cell_type: 'markdown',
          metadata: {},
          source: [
            '<!-- backprop: network-b.backprop.json -->\n',
            'Gradients by hand, in the names of the file',
          ],
        },
        {
          cell_type: 'code',
          metadata: {},
          outputs: [],
          execution_count: null,
          source: program.trimEnd().split(/(?<=\n)/),
        },
      ],
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    }),
    wrong: 't2',
    message: /^t₂ should be t₁: each output is compared with its own target\./,
    fix: 'Replace by t1',
  },
];

describe('wrong formulas in a VS Code window', function () {
  this.timeout(4 * PATIENCE_MS);
  let window: EditorWindow;

  before(async () => {
    mkdirSync(SHOTS, { recursive: true });
    window = await openWindow({
      folder: 'media/examples',
      files: Object.fromEntries(notes.map(({ file, text }) => [file, text])),
      viewport: { width: 700, height: 330 },
    });
    await runCommand(window.page, 'View: Toggle Primary Side Bar Visibility');
  });

  after(async () => {
    await window.close();
  });

  /** The editor without the bars around it. */
  const shot = (name: string): Promise<void> =>
    takeScreenshot(window.page, join(SHOTS, `${name}.png`), { x: 34, y: 30, width: 666, height: 224 });

  for (const { kind, file, wrong, message, fix } of notes) {
    it(`shows squiggle, message and fix in ${kind}`, async () => {
      const { page } = window;
      await openFile(page, file);
      await page.locator('.squiggly-error').first().waitFor();
      for (const [theme, name] of themes) {
        await setTheme(page, theme);
        const hover = await hoverText(page, wrong, '.marker');
        assert.match((await hover.innerText()).replaceAll('\u00a0', ' '), message);
        await shot(`notes-${kind}-message-${name}`);
        await page.mouse.move(5, 5);
        await hover.waitFor({ state: 'hidden' });
        await clickText(page, wrong);
        await page.keyboard.press('ControlOrMeta+.');
        const menu = page.locator('.action-widget').first();
        await menu.getByText(fix, { exact: true }).waitFor();
        await shot(`notes-${kind}-fix-${name}`);
        await page.keyboard.press('Escape');
        await menu.waitFor({ state: 'hidden' });
      }
    });
  }
});
