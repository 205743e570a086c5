import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Subject } from '../../src/core/network/subject';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands } from '../../src/host/ids';
import type { PinNode } from '../../src/host/networksView';
import { Pins } from '../../src/host/pins';
import { SubjectHistory } from '../../src/host/subjectHistory';
import { lensesOf } from '../support/host/window';
import { FakeWebview } from './fakeWebview';
import { closeAll, extensionApi, openNetwork, until } from './networkFiles';

const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.15, 0.25], [0.20, 0.30]] },
    { "units": 1, "activation": "sigmoid", "weights": [[1], [-1]] }
  ],
  "symbols": { "loss": "E" },
  "data": { "inputs": [[0.05, 0.10]], "targets": [[0.01]] }
}
`;
const weight: Subject = { kind: 'weight', layer: 0, i: 1, j: 0 };
const unit: Subject = { kind: 'activation', layer: 0, j: 1 };

/** What a workspace keeps, over a reload. */
class Memory implements vscode.Memento {
  readonly kept = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.kept.keys()];
  }
  get(key: string): undefined {
    // As the editor's: whatever was kept, of whatever type.
    return this.kept.get(key) as undefined;
  }
  update(key: string, value: unknown): Thenable<void> {
    this.kept.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

describe('pins', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });
  afterEach(async () => {
    for (const { uri, subject } of api.pins.all()) api.pins.remove(vscode.Uri.parse(uri), subject);
    await closeAll();
  });

  it('survive a reload of the window, and whatever else may be kept there', () => {
    const memory = new Memory();
    const pins = new Pins(memory);
    const uri = vscode.Uri.file('/a/one.backprop.json');
    const untitled = vscode.Uri.parse('untitled:two.backprop.json');
    pins.add(uri, weight, '∂E/∂w');
    pins.add(uri, weight, '∂E/∂w');
    pins.add(untitled, unit, '∂E/∂a');
    assert.equal(pins.all().length, 2);
    pins.dispose();
    const again = new Pins(memory);
    assert.deepEqual(again.all(), [{ uri: uri.toString(), subject: weight, text: '∂E/∂w' }]);
    again.remove(uri, { j: 0, i: 1, layer: 0, kind: 'weight' });
    assert.deepEqual(again.all(), []);
    again.dispose();
    const junk = [
      null,
      1,
      {},
      { uri: 1, subject: weight, text: '' },
      { uri: 'a', subject: { kind: 'x' }, text: '' },
    ];
    memory.kept.set('pins', [...junk, { uri: 'file:///b', subject: weight, text: 'b', extra: true }]);
    const mended = new Pins(memory);
    assert.deepEqual(mended.all(), [{ uri: 'file:///b', subject: weight, text: 'b' }]);
    mended.dispose();
    memory.kept.set('pins', 'nothing');
    const none = new Pins(memory);
    assert.deepEqual(none.all(), []);
    none.dispose();
  });

  it('follow a file that is renamed', async () => {
    const { document } = await openNetwork(text);
    api.pins.add(document.uri, weight, '∂E/∂w');
    const to = document.uri.with({ path: document.uri.path.replace('network-', 'renamed-') });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(document.uri, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until(() => api.pins.has(to, weight), 'the pin has followed');
    assert.equal(api.pins.has(document.uri, weight), false);
  });

  it('are made at the cursor, by the lens of what is looked at, and listed below their network', async () => {
    const editor = await openNetwork(text);
    const { document } = editor;
    const at = document.positionAt(text.indexOf('0.20') + 1);
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand(commands.pin);
    assert.deepEqual(
      api.pins.of(document.uri).map(({ subject }) => subject),
      [weight],
    );
    assert.match(api.pins.all()[0]!.text, /^∂E\/∂w/);
    await vscode.commands.executeCommand(commands.unpin);
    assert.equal(api.pins.has(document.uri, weight), false);

    api.selection.set(document.uri, weight);
    const titles = async (): Promise<string[]> => (await lensesOf(document)).map(({ title }) => title);
    const before = await titles();
    assert.deepEqual(
      before.filter((title) => title.includes('$(pin')),
      ['$(pin) Pin'],
    );
    assert.match(before[before.indexOf('$(pin) Pin') - 1]!, /^∂E\/∂w/);
    const target = { uri: document.uri.toString(), subject: weight };
    await vscode.commands.executeCommand(commands.pin, target);
    assert.ok((await titles()).includes('$(pinned) Unpin'));

    const networks = await api.networks.getChildren();
    const node = networks.find(
      (one) => one.kind === 'network' && one.uri.toString() === document.uri.toString(),
    );
    assert.ok(node);
    const [pin, ...more] = (await api.networks.getChildren(node)) as PinNode[];
    assert.equal(more.length, 0);
    const item = api.networks.getTreeItem(pin!);
    assert.ok(typeof item.label === 'string');
    assert.match(item.label, /^∂E\/∂w/);
    api.selection.set(document.uri, unit);
    const { command, arguments: given = [] } = item.command!;
    await vscode.commands.executeCommand(command, ...(given as unknown[]));
    assert.deepEqual(api.selection.get(document.uri), weight);
    await vscode.commands.executeCommand(commands.unpin, pin);
    assert.equal(api.pins.all().length, 0);
    for (const hostile of [
      null,
      1,
      {},
      { uri: 'file:///etc/passwd', subject: weight },
      { uri: '::', subject: unit },
    ])
      for (const command of [commands.pin, commands.showPin])
        await vscode.commands.executeCommand(command, hostile);
    assert.equal(api.pins.all().length, 0);
  });

  it('are told to the panel with the numbers of the moment, and derived when they are opened', async () => {
    const { document } = await openNetwork(text);
    const panel = new FakeWebview(api);
    await panel.channel.request('ready', { selection: unit });
    await panel.channel.request('pin', { subject: weight, isPinned: true });
    await panel.channel.request('pin', { subject: unit, isPinned: true });
    await until(() => panel.pins.at(-1)?.length === 2, 'two pins');
    const gradient = api.documents.active!.good!.evaluation()!.gradient[2]!;
    const [first, second] = panel.pins.at(-1)!;
    assert.equal(first!.value, 0.2);
    assert.equal(first!.gradient, gradient);
    const derived = await panel.channel.request('derive', { subject: unit });
    assert.equal(second!.gradient, derived?.gradient);
    const parameter = { kind: 'weight', layer: 0, i: 1, j: 0 } as const;
    await panel.channel.request('edit', { subject: parameter, text: '0.75' });
    await until(() => panel.pins.at(-1)?.[0]?.value === 0.75, 'the number follows');
    await assert.rejects(panel.channel.request('pin', { subject: { kind: 'loss' }, isPinned: true }), {
      code: 'invalidParams',
    });
    await panel.channel.request('pin', { subject: unit, isPinned: false });
    await until(() => panel.pins.at(-1)?.length === 1, 'one pin');
    assert.equal(document.isDirty, true);
    panel.dispose();
  });
});

describe('the way back', () => {
  it('keeps what was looked at, not what a cursor passed, and goes back and forth', async () => {
    const api = await extensionApi();
    const { document } = await openNetwork(text);
    let now = 0;
    const history = new SubjectHistory(api.documents, api.selection, () => now);
    const { uri } = document;
    const look = (subject: Subject, at: number): void => {
      now = at;
      api.selection.set(uri, subject);
    };
    const input: Subject = { kind: 'input', i: 0 };
    look(weight, 0);
    look(input, 2000);
    look({ kind: 'input', i: 1 }, 2100);
    look(unit, 2200);
    assert.equal(history.canGo(uri, 1), false);
    history.go(uri, -1);
    assert.deepEqual(api.selection.get(uri), weight, 'both inputs were only passed');
    assert.equal(history.canGo(uri, -1), false);
    history.go(uri, 1);
    assert.deepEqual(api.selection.get(uri), unit);
    history.go(uri, -1);
    look(input, 2300);
    assert.equal(history.canGo(uri, 1), false, 'what came after is forgotten');
    history.go(uri, -1);
    assert.deepEqual(api.selection.get(uri), weight);
    await closeAll();
    assert.equal(history.count, 0);
    history.dispose();
    assert.equal(api.history.count, 0);
  });
});
