// Samples from elsewhere, as a person brings them: a table that was copied is pasted at "data", and a CSV file is
// dragged from the explorer.

import assert from 'node:assert/strict';
import {
  clickText,
  editor,
  goToLine,
  openFile,
  openWindow,
  PATIENCE_MS,
  type EditorWindow,
} from '../support/vscode/window';

const network = `{
  "inputs": 2,
  "layers": [{ "units": 1 }],
  "data": {
    "inputs": [
      [1, 2]
    ],
    "targets": [
      [3]
    ]
  }
}
`;

describe('samples from elsewhere', function () {
  this.timeout(3 * PATIENCE_MS);
  let window: EditorWindow;

  before(async () => {
    window = await openWindow({
      files: {
        'net.backprop.json': network,
        'table.txt': '0,25;7;8\n0,75;9;10\n',
        'rows.csv': 'a,b,c\n1,2,3\n',
      },
      open: 'net.backprop.json',
    });
  });

  after(async () => {
    await window.close();
  });

  const shows = async (text: string): Promise<void> => {
    await editor(window.page).locator('.view-line', { hasText: text }).first().waitFor();
  };

  it('are rows of a copied table, pasted at "data"', async () => {
    const { page } = window;
    await openFile(page, 'table.txt');
    await clickText(page, '0,25;7;8');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+C');
    await openFile(page, 'net.backprop.json');
    await goToLine(page, 4, 5);
    await page.keyboard.press('ControlOrMeta+V');
    await shows('[0.25, 7]');
    await shows('[10]');
    await page.keyboard.press('ControlOrMeta+Z');
    await editor(page).locator('.view-line', { hasText: '[0.25, 7]' }).waitFor({ state: 'detached' });
  });

  it('are a CSV file that is dragged into the network with Shift', async () => {
    const { page } = window;
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'rows.csv' });
    const from = (await file.boundingBox())!;
    const to = (await editor(page).locator('.view-line', { hasText: '"layers"' }).first().boundingBox())!;
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + 40, { steps: 8 });
    await page.keyboard.down('Shift');
    await page.mouse.move(to.x + 80, to.y + 5, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await shows('"file": "rows.csv"');
    await shows('"targets": ["c"]');
    assert.deepEqual(window.problems.pageErrors, []);
  });
});
