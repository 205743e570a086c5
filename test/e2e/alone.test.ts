// A network file that is opened by itself, without a folder: there is no workspace to search for network files,
// so nothing but the file can wake the extension. In a folder a search has seven seconds, which a busy machine or
// a large folder uses up.

import assert from 'node:assert/strict';
import { lenses, openWindow, PATIENCE_MS, type EditorWindow } from '../support/vscode/window';

describe('a network file without a folder', function () {
  this.timeout(3 * PATIENCE_MS);
  let window: EditorWindow;

  before(async () => {
    window = await openWindow({ folder: 'media/examples', open: 'network-b.backprop.json', isAlone: true });
  });

  after(async () => {
    await window.close();
  });

  it('shows its gradients', async () => {
    await lenses(window.page, '∂w_7 = -0.0424553').first().waitFor();
    assert.equal(await window.page.locator('[role=treeitem]').count(), 0, 'no folder is open');
  });
});
