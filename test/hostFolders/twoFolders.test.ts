import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeEditors, extensionApi, lensesOf, replaceText, show, until } from '../support/host/window';
import { inFolder, write } from '../support/host/folders';

const file = 'network-b.backprop.json';

describe('in a workspace of two folders', () => {
  before(extensionApi);
  afterEach(closeEditors);

  it('files of the same name are two networks, each with its text, run and selection', async () => {
    const { documents, runs, selection } = await extensionApi();
    const { document: one } = await show(inFolder(0, file));
    const { document: other } = await show(inFolder(1, file));
    const before = (await documents.current(one)).good!.parameters.slice();
    assert.deepEqual((await documents.current(other)).good!.parameters, before);
    await replaceText(one, '0.40', '0.41');
    const changed = (await documents.current(one)).good!.parameters;
    assert.notDeepEqual(changed, before);
    assert.deepEqual((await documents.current(other)).good!.parameters, before);
    await runs.step(other.uri);
    assert.equal(runs.get(one.uri), undefined);
    assert.equal(runs.get(other.uri)?.step, 1);
    selection.set(one.uri, { kind: 'loss' });
    assert.notDeepEqual(selection.get(other.uri), { kind: 'loss' });
    assert.equal(documents.activeUri?.toString(), other.uri.toString());
  });

  it('networks that name a data file read that of their own folder, and hear of its changes alone', async () => {
    assert.equal(vscode.workspace.isTrusted, true);
    const { documents } = await extensionApi();
    const name = 'grains.backprop.json';
    const samplesOf = async (document: vscode.TextDocument): Promise<number | undefined> =>
      (await documents.current(document)).good?.dataset?.sampleCount;
    const data = inFolder(1, 'grains.csv');
    const whole = new TextDecoder().decode(await vscode.workspace.fs.readFile(data));
    const few = whole.split('\n').filter((_, line) => line % 3 === 0);
    assert.match(few[0]!, /^length/);
    await write(1, 'grains.csv', `${few.join('\n')}\n`);
    try {
      const { document: one } = await show(inFolder(0, name));
      const { document: other } = await show(inFolder(1, name));
      await until('samples of both', async () => (await samplesOf(one)) && (await samplesOf(other)));
      assert.deepEqual([await samplesOf(one), await samplesOf(other)], [90, few.length - 1]);
      const { good } = await documents.current(one);
      await write(1, 'grains.csv', whole);
      await until('the new samples', async () => (await samplesOf(other)) === 90);
      assert.equal((await documents.current(one)).good, good, 'the other folder’s network was read again');
      assert.ok((await lensesOf(one)).some(({ title }) => title.includes('∂')));
    } finally {
      await write(1, 'grains.csv', whole);
    }
  });

  it('each folder has its own settings', async () => {
    const { document: one } = await show(inFolder(0, file));
    assert.ok((await lensesOf(one)).length > 0);
    const { document: other } = await show(inFolder(1, file));
    assert.deepEqual(await lensesOf(other), []);
    const section = vscode.workspace.getConfiguration('backprop', other.uri);
    const { WorkspaceFolder } = vscode.ConfigurationTarget;
    await section.update('codeLens.enabled', true, WorkspaceFolder);
    try {
      await until('lenses', async () => (await lensesOf(other)).length > 0);
      assert.ok((await lensesOf(one)).length > 0);
    } finally {
      await section.update('codeLens.enabled', false, WorkspaceFolder);
    }
  });

  it('a note is about the network of its own folder, and reaches into no other', async () => {
    const { noteChecks } = await extensionApi();
    const text = (reference: string): string => `<!-- backprop: ${reference} -->\n\n$$x = 1$$\n`;
    for (const folder of [0, 1] as const) {
      const note = await write(folder, 'same.md', text(file));
      await show(note);
      assert.equal(noteChecks.networkOf(note)?.toString(), inFolder(folder, file).toString());
    }
    const stray = await write(1, 'stray.md', text(`../one/${file}`));
    await show(stray);
    assert.equal(noteChecks.networkOf(stray), undefined);
    const result = await noteChecks.check(stray);
    assert.match(result?.findings[0]?.diagnostic.message ?? '', /it lies outside this workspace/);
  });

  it('the list of networks and the tests have the files of both', async () => {
    const { testExplorer } = await extensionApi();
    await vscode.commands.executeCommand('testing.refreshTests');
    const uris = await until('tests of both folders', () => {
      const found = Array.from(testExplorer.controller.items, ([, { uri }]) => uri?.toString());
      return [0, 1].every((n) => found.includes(inFolder(n as 0 | 1, file).toString())) ? found : undefined;
    });
    assert.equal(uris.filter((uri) => uri?.endsWith(file)).length, 2);
  });
});
