import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { exampleNames } from '../../src/host/examples';
import { networkLanguage } from '../../src/host/ids';
import { closeEditors, extensionApi, lensesOf, until, workspaceFolder } from '../support/host/window';

const examples = join(__dirname, '..', '..', '..', 'media', 'examples');

/** The document of the active editor once it is another than `before`. */
async function opened(before: vscode.TextDocument | undefined): Promise<vscode.TextDocument> {
  return until('the example', () => {
    const document = vscode.window.activeTextEditor?.document;
    return document && document !== before && document.getText() !== '' ? document : undefined;
  });
}

describe('Open Example', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('offers every network of media/examples', () => {
    const files = readdirSync(examples).filter((name) => name.endsWith('.backprop.json'));
    assert.deepEqual([...exampleNames].map((name) => `${name}.backprop.json`).sort(), files.sort());
  });

  it('opens a copy that is not saved, under a name that is free', async () => {
    const { documents } = await extensionApi();
    const names = new Set<string>();
    for (let copy = 0; copy < 2; copy++) {
      const before = vscode.window.activeTextEditor?.document;
      await vscode.commands.executeCommand('backprop.openExample', 'xor');
      const document = await opened(before);
      assert.equal(document.uri.scheme, 'untitled');
      assert.match(document.uri.path, /\/xor(-\d)?\.backprop\.json$/);
      names.add(document.uri.path);
      assert.equal(document.languageId, networkLanguage);
      const state = await documents.current(document);
      assert.deepEqual(state.diagnostics, []);
      assert.ok((await lensesOf(document)).length > 0);
    }
    assert.equal(names.size, 2);
  });

  it('lets a person choose', async () => {
    const before = vscode.window.activeTextEditor?.document;
    const choosing = vscode.commands.executeCommand('backprop.openExample');
    // The first network of the list is chosen by Enter as soon as the list is there.
    const timer = setInterval(() => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }, 100);
    try {
      await choosing;
    } finally {
      clearInterval(timer);
    }
    assert.match((await opened(before)).uri.path, /\/network-b(-\d)?\.backprop\.json$/);
  });

  it('makes a folder with network and data where the example reads a file, and overwrites nothing', async () => {
    const { documents } = await extensionApi();
    for (const folder of ['grains', 'grains-2']) {
      const before = vscode.window.activeTextEditor?.document;
      const opening = vscode.commands.executeCommand('backprop.openExample', 'grains');
      const timer = setInterval(() => {
        void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      }, 100);
      try {
        await opening;
      } finally {
        clearInterval(timer);
      }
      const document = await opened(before);
      const place = vscode.Uri.joinPath(workspaceFolder(), folder, 'grains.backprop.json');
      assert.equal(document.uri.toString(), place.toString());
      const state = await documents.current(document);
      assert.deepEqual(state.diagnostics, []);
      assert.ok(state.good?.dataset);
    }
  });
});
