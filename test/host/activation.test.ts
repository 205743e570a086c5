import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { closeEditors, openExample } from '../support/host/window';

interface Manifest {
  publisher: string;
  name: string;
  version: string;
  contributes: { commands: { command: string; title: string }[] };
}

const root = join(__dirname, '..', '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

describe('the extension in VS Code', () => {
  const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);

  it('is the one of this repository', () => {
    assert.ok(extension, 'VS Code does not know backprop.backprop');
    assert.equal(extension.id, 'backprop.backprop');
    assert.equal(extension.extensionUri.fsPath, vscode.Uri.file(root).fsPath);
    assert.equal((extension.packageJSON as Manifest).version, manifest.version);
  });

  it('activates', async () => {
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  // Before any other test hovers over anything: files are read in the order of their names.
  it('has not loaded MathJax before the first hover', async () => {
    const api = (await extension?.activate()) as ExtensionApi;
    await openExample('network-b.backprop.json');
    assert.equal(api.typesetter.isRunning, false);
    await closeEditors();
  });

  it('registers every command of the manifest', async () => {
    await extension?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(contributed.includes('backprop.train'), 'the manifest has no backprop.train');
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });
});
