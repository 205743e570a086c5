import { servicesOf } from './fakeWebview';
import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { evaluate } from '../../src/core/engine/evaluate';
import type { Trainer } from '../../src/core/engine/training';
import { formatNumber } from '../../src/core/network/number';
import { currentValues } from '../../src/host/editor/currentValues';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { commands, settings } from '../../src/host/ids';
import { PanelSession } from '../../src/host/panel/panelSession';
import { whyView } from '../../src/host/panel/views/whyRows';
import { RunMemory } from '../../src/host/training/runMemory';
import { statusOf } from '../../src/host/training/statusBar';
import { WritingSettings } from '../../src/host/writing';
import { Channel, createPortPair } from '../../src/protocol/channel';
import type {
  DerivationView,
  MomentView,
  NetworkView,
  PanelHostSide,
  PanelSide,
} from '../../src/protocol/panel';
import {
  closeAll,
  datasetIn,
  extensionApi,
  messagesDuring,
  networkIn,
  openNetwork,
  trainedBy,
  trainerOf,
  until,
} from './networkFiles';

const shown = { epochs: 100, perEpoch: 2 };

/** Shuffled batches of 2 out of 3 samples, an optimizer that remembers, no biases: 8 weights. */
const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.20, 0.30]], "biases": false },
    { "units": 2, "activation": "sigmoid", "weights": [[0.40, 0.50], [0.45, 0.55]], "biases": false }
  ],
  "data": { "inputs": [[0.05, 0.10], [0.7, 0.2], [0.4, 0.9]], "targets": [[0.01, 0.99], [0.9, 0.2], [0.5, 0.5]] },
  "training": { "learningRate": 0.5, "epochs": ${shown.epochs}, "batchSize": 2, "optimizer": "momentum" }
}
`;

/** A run of our own, with nothing of the extension, that has made so many updates. */
function freshAt(updates: number): Trainer {
  const trainer = trainerOf(text);
  while (trainer.step < updates) trainer.stepOnce();
  return trainer;
}

async function titles(uri: vscode.Uri): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    1000,
  );
  return lenses.flatMap(({ command }) => (command ? [command.title] : []));
}

async function hoverAt(document: vscode.TextDocument, snippet: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(snippet));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value))
    .join('\n');
}

describe('the time machine in VS Code', () => {
  let api: ExtensionApi;

  before(async () => {
    api = await extensionApi();
  });

  afterEach(async () => {
    await vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.inlayHintsEnabled, undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
    await until(() => api.runs.threadCount === 0, 'every thread has ended');
  });

  async function trained(): Promise<vscode.TextDocument> {
    const { document } = await openNetwork(text);
    await vscode.commands.executeCommand(commands.train);
    assert.equal(api.runs.get(document.uri)?.status, 'epochs');
    return document;
  }

  /** Everything that shows numbers shows those of a fresh run that has made so many updates, and says the moment. */
  async function assertShows(document: vscode.TextDocument, updates: number, moment: string): Promise<void> {
    const fresh = freshAt(updates);
    const dataset = datasetIn(text);
    const expected = evaluate(fresh.model, fresh.parameters, dataset, dataset.trainingIndices);
    const { uri } = document;
    const good = api.documents.get(uri)?.good;
    assert.ok(good);
    const values = currentValues(good, api.time.get(uri));
    assert.deepEqual(values.parameters, fresh.parameters.slice());
    assert.deepEqual(values.evaluation, expected);
    assert.equal(values.moment, moment);

    const lenses = await titles(uri);
    assert.equal(lenses.length, 8);
    lenses.forEach((title) => {
      assert.ok(title.endsWith(` · ${moment}`), title);
    });
    const value = formatNumber(fresh.parameters[0]!);
    const gradient = formatNumber(expected.gradient[0]!);
    const [first = ''] = lenses;
    assert.ok(first.startsWith(`→ ${value} · `), first);
    assert.ok(first.includes(` = ${gradient} · `), first);

    const hover = await hoverAt(document, '0.15');
    assert.ok(hover.includes(`= ${value}   ${moment}`), hover);
    assert.ok(hover.includes(`= ${gradient}   ${moment}`), hover);
    assert.ok((await hoverAt(document, '"learningRate"')).includes(moment));
    assert.ok((await hoverAt(document, '"units"')).length >= 0);

    const [hint] = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      uri,
      new vscode.Range(0, 0, document.lineCount, 0),
    );
    assert.equal(hint?.label, `∂ ${gradient}`);
    assert.ok(typeof hint.tooltip === 'string' && hint.tooltip.includes(moment));

    const state = api.documents.get(uri);
    assert.ok(state);
    const status = statusOf(state, api.runs.get(uri), api.time.get(uri));
    assert.ok(status.text.includes(`${formatNumber(expected.loss)} · epoch`), status.text);
  }

  it('shows an earlier epoch everywhere, bit for bit that of a fresh run stopped there, and says so', async () => {
    await vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.inlayHintsEnabled, true, vscode.ConfigurationTarget.Workspace);
    const document = await trained();
    const { uri } = document;
    const lines = (await titles(uri)).length;
    for (const epoch of [40, 0, 99]) {
      await vscode.commands.executeCommand(commands.showEpoch, uri, epoch);
      await assertShows(document, epoch * shown.perEpoch, `epoch ${epoch} of 100`);
    }
    await vscode.commands.executeCommand(commands.newestEpoch, uri);
    await assertShows(document, 200, 'epoch 100');
    assert.equal((await titles(uri)).length, lines, 'a lens has come or gone');
  }).timeout(60_000);

  it('goes forward and back by epochs, batches and the parts of an update', async () => {
    await vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.inlayHintsEnabled, true, vscode.ConfigurationTarget.Workspace);
    const document = await trained();
    const { uri } = document;
    await vscode.commands.executeCommand(commands.previousEpoch, uri);
    await assertShows(document, 198, 'epoch 99 of 100');
    await vscode.commands.executeCommand(commands.nextEpoch, uri);
    await assertShows(document, 200, 'epoch 100');
    await vscode.commands.executeCommand(commands.showEpoch, uri, 30);
    assert.equal(await api.passes.step(uri, 'batch', 1), null);
    await assertShows(document, 61, 'epoch 30 of 100, update 1 of 2');
    assert.equal(await api.passes.step(uri, 'batch', 1), null);
    await assertShows(document, 62, 'epoch 31 of 100');
    assert.equal(await api.passes.step(uri, 'batch', -1), null);
    assert.equal(await api.passes.step(uri, 'epoch', -1), null);
    await assertShows(document, 60, 'epoch 30 of 100');

    const said: string[] = [];
    for (let part = 0; part < 5; part++) {
      assert.equal(await api.passes.step(uri, 'pass', 1), null);
      const pass = api.passes.get(uri);
      assert.ok(pass);
      said.push(`${pass.phase} ${api.time.get(uri)?.words}`);
      if (pass.phase === 'forward') assert.match(pass.sentence, /^Forward: .*sample/);
      if (pass.phase === 'loss') {
        const fresh = freshAt(60);
        const { loss } = evaluate(fresh.model, fresh.parameters, datasetIn(text), pass.rows);
        assert.ok(pass.sentence.includes(formatNumber(loss)), pass.sentence);
      }
      if (pass.phase === 'update') assert.match(pass.sentence, /^Update by momentum with η = 0\.5: u_/);
    }
    assert.deepEqual(said, [
      'forward epoch 30 of 100',
      'loss epoch 30 of 100',
      'backward epoch 30 of 100',
      'update epoch 30 of 100, update 1 of 2',
      'forward epoch 30 of 100, update 1 of 2',
    ]);
    assert.equal(await api.passes.step(uri, 'pass', -1), null);
    assert.equal(api.passes.get(uri)?.phase, 'update');
    await vscode.commands.executeCommand(commands.showEpoch, uri, 5);
    assert.equal(api.passes.get(uri), null);
  }).timeout(60_000);

  it('makes the update with the last part of a pass at the newest numbers, from the file on', async () => {
    const { document } = await openNetwork(text);
    const { uri } = document;
    for (const phase of ['forward', 'loss', 'backward', 'update']) {
      assert.equal(await api.passes.step(uri, 'pass', 1), null);
      assert.equal(api.passes.get(uri)?.phase, phase);
      assert.equal(api.runs.get(uri)?.step, phase === 'update' ? 1 : 0);
    }
    assert.deepEqual(api.runs.get(uri)?.parameters, freshAt(1).parameters.slice());
  });

  it('shows epochs of a run that goes on, which it does as if nobody had looked', async () => {
    const long = text.replace('"epochs": 100', '"epochs": 1000000000');
    const { document } = await openNetwork(long);
    const { uri } = document;
    const ended = vscode.commands.executeCommand(commands.train);
    await until(() => (api.runs.get(uri)?.epoch ?? 0) > 50, 'the run has come to epoch 50');
    assert.deepEqual(await api.time.show(uri, { epoch: 40, updates: 0 }), { kind: 'shown' });
    const { epoch = 0 } = api.runs.get(uri) ?? {};
    await until(() => (api.runs.get(uri)?.epoch ?? 0) > epoch, 'training goes on');
    assert.equal(api.time.get(uri)?.words, 'epoch 40 of 1000000000');
    assert.deepEqual(api.time.get(uri)?.parameters, freshAt(80).parameters.slice());
    await vscode.commands.executeCommand(commands.stop, uri);
    await ended;
    assert.equal(api.time.get(uri)?.words, 'epoch 40 of 1000000000');
    // A later number that everybody sees: the newest.
    await vscode.commands.executeCommand(commands.newestEpoch, uri);
    assert.equal(api.time.get(uri)?.isNewest, true);
  }).timeout(60_000);

  it('grants the newest of many wishes', async () => {
    const { uri } = await trained();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => api.time.show(uri, { epoch: n + 1, updates: 0 })),
    );
    assert.equal(outcomes.at(-1)?.kind, 'shown');
    assert.ok(outcomes.some(({ kind }) => kind === 'superseded'));
    assert.equal(api.time.get(uri)?.words, 'epoch 50 of 100');
    assert.deepEqual(api.time.get(uri)?.parameters, freshAt(100).parameters.slice());
  });

  it('forgets the epoch with a reset, an edit, a new run, and says what it cannot show', async () => {
    const editor = await openNetwork(text);
    const { uri } = editor.document;
    await vscode.commands.executeCommand(commands.train);
    await vscode.commands.executeCommand(commands.showEpoch, uri, 40);
    const said = await messagesDuring(() => vscode.commands.executeCommand(commands.showEpoch, uri, 101));
    assert.match(said[0]?.text ?? '', /101 is no whole number from 0 to 100/);
    assert.equal(api.time.get(uri)?.words, 'epoch 40 of 100');

    await vscode.commands.executeCommand(commands.train);
    assert.equal(api.time.get(uri)?.words, 'epoch 100');
    await vscode.commands.executeCommand(commands.showEpoch, uri, 40);
    await vscode.commands.executeCommand(commands.reset, uri);
    assert.equal(api.time.get(uri), undefined);

    await vscode.commands.executeCommand(commands.train);
    await vscode.commands.executeCommand(commands.showEpoch, uri, 40);
    const at = editor.document.positionAt(text.indexOf('0.15'));
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(at, at.translate(0, 4)), '0.16');
    });
    await until(() => api.time.get(uri) === undefined, 'the run is gone with the edit');
    assert.ok((await titles(uri)).every((title) => !title.includes('epoch')));
    const none = await messagesDuring(() => vscode.commands.executeCommand(commands.previousEpoch, uri));
    assert.match(none[0]?.text ?? '', /no run yet/);
  }).timeout(60_000);

  it('says that epochs are gone with their thread', async () => {
    const { document } = await openNetwork(text.replace('"epochs": 100', '"epochs": 1000000000'));
    const { uri } = document;
    const ended = vscode.commands.executeCommand(commands.train);
    await until(() => (api.runs.get(uri)?.epoch ?? 0) > 50, 'the run has come to epoch 50');
    api.runs.stop(uri);
    api.runs.stop(uri); // ends the thread
    await ended;
    await until(() => api.runs.firstEpoch(uri) === null, 'the thread is gone');
    const outcome = await api.time.show(uri, { epoch: 4, updates: 0 });
    assert.equal(outcome.kind, 'failed');
    assert.match('message' in outcome ? outcome.message : '', /thread of the run is gone/);
    assert.equal(api.time.failure(uri), 'message' in outcome ? outcome.message : '');
  }).timeout(60_000);

  it('writes the weights of the epoch on show, or the newest', async () => {
    const document = await trained();
    const { uri } = document;
    await vscode.commands.executeCommand(commands.showEpoch, uri, 40);
    await vscode.commands.executeCommand(commands.writeTrainedWeights, uri, 'shown');
    const layers = (): number[] =>
      networkIn(document.getText()).layers.flatMap(({ weights }) => (weights ?? []).flat());
    assert.deepEqual(layers(), [...freshAt(80).parameters]);
    await until(() => api.documents.get(uri)?.version === document.version, 'the text has been read');
    assert.equal(api.time.get(uri)?.words, 'epoch 40 of 100');
    await vscode.commands.executeCommand(commands.writeTrainedWeights, uri, 'newest');
    assert.deepEqual(layers(), [...freshAt(200).parameters]);
  });

  it('forks a run from an epoch: shared before, another after, and both in the time machine', async () => {
    const document = await trained();
    const { uri } = document;
    const former = api.runs.get(uri);
    assert.ok(former);
    const formerLosses = [...former.losses];
    await vscode.commands.executeCommand(commands.showEpoch, uri, 40);
    await vscode.commands.executeCommand(commands.forkRun, uri, { learningRate: 0.05 });
    const fork = api.runs.get(uri);
    assert.ok(fork && fork !== former);
    const slow = text.replace('"learningRate": 0.5', '"learningRate": 0.05');
    const expected = trainerOf(slow);
    expected.restore(freshAt(80).snapshot());
    while (expected.advance(1000) === 'running');
    assert.equal(fork.epoch, 100);
    assert.equal(fork.network.training.learningRate, 0.05);
    assert.deepEqual(fork.parameters, expected.parameters.slice());
    assert.deepEqual([...fork.losses.slice(0, 40)], formerLosses.slice(0, 40));
    assert.deepEqual([...fork.losses.slice(40)], expected.history.loss);
    assert.deepEqual([...former.losses], formerLosses, 'the former curve has changed');

    // Before the fork from the former run's thread, after it from its own.
    await vscode.commands.executeCommand(commands.showEpoch, uri, 10);
    assert.deepEqual(api.time.get(uri)?.parameters, freshAt(20).parameters.slice());
    await vscode.commands.executeCommand(commands.showEpoch, uri, 70);
    const at70 = trainerOf(slow);
    at70.restore(freshAt(80).snapshot());
    while (at70.step < 140) at70.stepOnce();
    assert.deepEqual(api.time.get(uri)?.parameters, at70.parameters.slice());
    assert.equal(api.runs.threadCount, 2);

    await vscode.commands.executeCommand(commands.showEpoch, uri, 5);
    await vscode.commands.executeCommand(commands.forkRun, uri, { parameter: { index: 0, value: 3 } });
    const edited = trainerOf(text.replace('"learningRate": 0.5', '"learningRate": 0.05'));
    const at5 = freshAt(10).snapshot();
    const parameters = at5.parameters.slice();
    parameters[0] = 3;
    edited.restore({ ...at5, parameters });
    while (edited.advance(1000) === 'running');
    assert.deepEqual(api.runs.get(uri)?.parameters, edited.parameters.slice());
    await until(() => api.runs.threadCount === 2, 'the thread that knows nothing shared is gone');

    await vscode.commands.executeCommand(commands.reset, uri);
    await until(() => api.runs.threadCount === 0, 'all threads are gone with the run');
    assert.equal(trainedBy(text).epochs, 100);
  }).timeout(60_000);

  it('says why the loss moves: foretold against real, by parameter, for all samples', async () => {
    const { uri } = await trained();
    const run = api.runs.get(uri);
    const good = api.documents.get(uri)?.good;
    assert.ok(run && good);
    const next = await api.runs.next(uri, { epoch: 20, updates: 1 }, true);
    const why = whyView(good, run, next, 'epoch 20 of 100', 2);
    const [before, after] = [freshAt(41), freshAt(42)];
    const dataset = datasetIn(text);
    const at = (trainer: Trainer) =>
      evaluate(trainer.model, trainer.parameters, dataset, dataset.trainingIndices);
    assert.equal(why.before, at(before).loss);
    assert.ok(Math.abs(why.after - at(after).loss) < 1e-15);
    assert.ok(Math.abs(why.real - (at(after).loss - at(before).loss)) < 1e-15);
    const { gradient } = at(before);
    const slope = gradient.reduce((sum, g, p) => sum + g * (after.parameters[p]! - before.parameters[p]!), 0);
    assert.ok(Math.abs(why.firstOrder - slope) < 1e-12 * Math.abs(slope));
    const sum = (key: 'real' | 'foretold'): number => why.rows.reduce((total, row) => total + row[key], 0);
    assert.ok(Math.abs(sum('real') - why.real) < 1e-12);
    assert.ok(Math.abs(sum('foretold') - (why.firstOrder + why.curvature)) < 1e-12);
    assert.equal(why.rows.length, 8);
    assert.equal(why.rest, null);
    const sizes = why.rows.map(({ real }) => Math.abs(real));
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => b - a),
    );
    assert.ok(why.sentences.some((one) => one.startsWith('The update goes by 1 of 3 training samples')));
    assert.ok(why.sentences.some((one) => one.startsWith('What slope and curvature leave out')));
  });

  it('shows the panel that epoch, by the requests of its toolbar, and tells it which', async () => {
    const { uri } = await trained();
    const [mine, theirs] = createPortPair();
    const { selection } = api;
    const writing = new WritingSettings();
    const faults: string[] = [];
    const log = (fault: string): void => void faults.push(fault);
    const page = { isVisible: () => true, hasCaughtUp: () => true };
    const services = servicesOf(api, writing, { log });
    const session = new PanelSession(theirs, services, page);
    const panel = new Channel<PanelSide, PanelHostSide>(mine, { handlers: {} });
    subscriptions.push(session, writing, panel);
    const told: { network?: NetworkView | null; derivation?: DerivationView | null; moment?: MomentView } =
      {};
    panel.on('network', ({ network }) => (told.network = network));
    panel.on('derivation', (view) => (told.derivation = view));
    panel.on('moment', (view) => (told.moment = view));
    const subject = { kind: 'weight', layer: 1, i: 0, j: 1 } as const;
    selection.set(uri, subject);
    const { run } = await panel.request('ready', { selection: null });
    assert.equal(run?.moment.words, 'epoch 100');
    assert.equal(run.moment.first, 0);

    /** Everything that the panel was told is of a fresh run that has made so many updates. */
    const isOf = (updates: number): boolean => {
      const fresh = freshAt(updates);
      const dataset = datasetIn(text);
      const { gradient, loss } = evaluate(fresh.model, fresh.parameters, dataset, dataset.trainingIndices);
      const [first, second] = [fresh.parameters.slice(0, 4), fresh.parameters.slice(4)];
      const { network, derivation } = told;
      return (
        network?.loss.value === loss &&
        isDeepStrictEqual(network.layers[0]?.weights, first) &&
        isDeepStrictEqual(network.layers[1]?.weights, second) &&
        isDeepStrictEqual(network.layers[1]?.gradients, gradient.slice(4)) &&
        !!derivation &&
        derivation.value === second[1] &&
        derivation.gradient === gradient[5]
      );
    };
    await panel.request('showEpoch', { epoch: 40 });
    await until(() => isOf(80), 'the panel shows epoch 40');
    assert.deepEqual(told.moment, {
      runId: run.id,
      epoch: 40,
      updates: 0,
      updatesPerEpoch: 2,
      isNewest: false,
      first: 0,
      words: 'epoch 40 of 100',
      pass: null,
      status: null,
    });
    await panel.request('stepMoment', { by: 'batch', direction: 1 });
    await until(() => isOf(81), 'the panel shows the next update');
    await panel.request('stepMoment', { by: 'pass', direction: 1 });
    await until(() => told.moment?.pass?.phase === 'forward', 'the panel shows the first part of an update');
    await panel.request('showEpoch', { epoch: null });
    await until(() => isOf(200), 'the panel shows the newest');
    await assert.rejects(panel.request('showEpoch', { epoch: 101 }), { code: 'unavailable' });
    await assert.rejects(panel.request('stepMoment', { by: 'epoch', direction: 1 }), { code: 'unavailable' });
    const why = await panel.request('why', null);
    assert.equal(why?.before, told.network?.loss.value);
    assert.equal(faults.length, 2, faults.join('\n'));
    // A step is seen at once, whatever was on show.
    await panel.request('showEpoch', { epoch: 3 });
    await vscode.commands.executeCommand(commands.step, uri);
    await until(() => isOf(201), 'the panel shows the step');
  }).timeout(60_000);

  /** What the window keeps, without a window. */
  class Memory implements vscode.Memento {
    readonly values = new Map<string, unknown>();
    keys = (): readonly string[] => [...this.values.keys()];
    get = (key: string, standard?: unknown): never => (this.values.get(key) ?? standard) as never;
    update = (key: string, value: unknown): Promise<void> => {
      this.values.set(key, structuredClone(value));
      return Promise.resolve();
    };
  }

  /** As after a reload: the run is gone, and another memory reads what the first has written. */
  async function reloaded(
    document: vscode.TextDocument,
    memory: Memory,
    act: () => Promise<void>,
  ): Promise<void> {
    const { documents, runs, time, messages } = api;
    const fault = (error: unknown): void => {
      throw error;
    };
    const first = new RunMemory(memory, { documents, runs, time, messages, fault });
    await act();
    await new Promise((resolve) => setTimeout(resolve, 600)); // what is on show is written twice a second
    first.dispose();
    runs.reset(document.uri);
    const second = new RunMemory(memory, { documents, runs, time, messages, fault });
    subscriptions.push(second);
    // An edit that changes nothing has the file read again.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), ' ');
    await vscode.workspace.applyEdit(edit);
  }
  const subscriptions: { dispose(): void }[] = [];
  afterEach(() => {
    for (const one of subscriptions.splice(0)) one.dispose();
  });

  it('makes a run once more after a reload, and shows the same epoch of it', async () => {
    const { document } = await openNetwork(text);
    const { uri } = document;
    await reloaded(document, new Memory(), async () => {
      await vscode.commands.executeCommand(commands.train);
      await vscode.commands.executeCommand(commands.step);
      await vscode.commands.executeCommand(commands.showEpoch, uri, 33);
    });
    await until(() => api.time.get(uri)?.words === 'epoch 33 of 100', 'the epoch is on show again');
    const run = api.runs.get(uri);
    assert.equal(run?.step, 201);
    assert.equal(run.status, 'stopped');
    assert.deepEqual(run.parameters, freshAt(201).parameters.slice());
    assert.deepEqual(api.time.get(uri)?.parameters, freshAt(66).parameters.slice());
  });

  it('says that a run is gone which the file no longer makes, or which was long', async () => {
    const changed = await openNetwork(text);
    const said: string[] = [];
    subscriptions.push(api.messages.onDidShow((message) => said.push(message.text)));
    await reloaded(changed.document, new Memory(), async () => {
      await vscode.commands.executeCommand(commands.train);
      await vscode.commands.executeCommand(commands.forkRun, changed.document.uri);
      await vscode.commands.executeCommand(commands.showEpoch, changed.document.uri, 5);
      await vscode.commands.executeCommand(commands.forkRun, changed.document.uri, { learningRate: 0.1 });
    });
    await until(() => said.some((one) => one.includes('is gone. It was forked')), 'it is said why');
    assert.equal(api.runs.get(changed.document.uri), undefined);

    const memory = new Memory();
    const other = await openNetwork(text);
    await reloaded(other.document, memory, async () => {
      await vscode.commands.executeCommand(commands.train);
      const kept = (): Record<string, unknown> | undefined =>
        (memory.values.get('backprop.runs') as Record<string, Record<string, unknown>> | undefined)?.[
          other.document.uri.toString()
        ];
      await until(() => kept()?.['status'] === 'epochs', 'it is kept');
      assert.equal(typeof kept()?.['fingerprint'], 'string');
      const at = other.document.positionAt(text.indexOf('0.15'));
      // An edit while nobody listens, as of a file that was changed on disk.
      memory.update = () => Promise.resolve();
      await other.edit((edit) => {
        edit.replace(new vscode.Range(at, at.translate(0, 4)), '0.16');
      });
    });
    await until(
      () => said.some((one) => one.includes('is gone. The file or its data has changed')),
      'it is said',
    );
    await vscode.commands.executeCommand('notifications.clearAll');
  }).timeout(60_000);
});
