/*
 * The figures of the editor, taken in the extension host of a real VS Code: `scripts/hostTests.mjs --bench` loads this into
 * a window on an empty folder, in which the extension is not active yet. BACKPROP_BENCH_PROFILES names a folder for CPU
 * profiles of the extension host while somebody types.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { settings } from '../../src/host/ids';
import { editorSizes, type EditorFigures, type SizeFigures, type TypingFigures } from './editorFigures';
import { waitedMs, watchHost } from './hostWatch';
import { sizedText } from './lenses';
import { median } from './report';

const rounds = 15;
const keys = 200;
/** A quick hand types 20 letters a second. */
const keyPauseMs = 30;
/** Lenses that a window of the usual height shows. */
const lensesInView = 40;
const mark = 'typed here: ';
/** What VS Code does with a text that was just opened, a run that began or a setting is not what typing costs. */
const settlingMs = 1500;
/** The folder of our bundles, see run. */
let program = '';

export async function run(): Promise<void> {
  const target = process.env['BACKPROP_BENCH_FIGURES'];
  if (!target) throw new Error('BACKPROP_BENCH_FIGURES names no file: run npm run bench -- --only editor');
  const extension = vscode.extensions.getExtension<ExtensionApi>('backprop.backprop');
  if (!extension || extension.isActive) throw new Error('the extension is missing, or active already');
  program = join(extension.extensionPath, 'dist');
  let api: ExtensionApi | undefined;
  const kept = profileNamed('activation');
  const watch = kept === undefined ? undefined : await watchHost(program, kept);
  const activation = await timed(async () => {
    api = await extension.activate();
  });
  await watch?.end();
  if (!api) throw new Error('the extension has no interface');
  const sizes: SizeFigures[] = [];
  for (const size of editorSizes) sizes.push(await figuresOf(api, size));
  const figures: EditorFigures = { version: vscode.version, activation, sizes };
  writeFileSync(target, JSON.stringify(figures));
}

async function figuresOf({ documents, runs, lenses }: ExtensionApi, size: number): Promise<SizeFigures> {
  const text = longRunOf(sizedText(size));
  const alone = await opened(`bench-${size}.jsonc`, text);
  const typingAlone = await typed(alone, `alone-${size}`);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  const editor = await opened(`bench-${size}.backprop.json`, text);
  const { document } = editor;
  const { good } = await documents.current(document);
  if (!good) throw new Error(`the network of ${size} weights has errors`);
  await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, lensesInView);
  while (!good.evaluation()) await pause(20);
  const { token } = new vscode.CancellationTokenSource();
  let placed = await lenses.provideCodeLenses(document, token);
  const ranges = await medianOf(async () => {
    placed = await lenses.provideCodeLenses(document, token);
  });
  const texts = await medianOf(() => {
    for (const lens of placed.slice(0, lensesInView)) lenses.resolveCodeLens(lens);
    return Promise.resolve();
  });
  const place = good.parsed.places.layers[0]?.weights?.offsets[0] ?? 0;
  const hover = await medianOf(() =>
    vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, document.positionAt(place)),
  );
  const reading = await medianOf(async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf(mark) + mark.length), '.');
    await vscode.workspace.applyEdit(edit);
    await documents.current(document);
  });
  void runs.train(document.uri);
  while ((runs.get(document.uri)?.step ?? 0) === 0) await pause(20);
  const typing = await typed(editor, `training-${size}`);
  await showEverything(true);
  const typingShown = await typed(editor, `shown-${size}`);
  await showEverything(false);
  if (runs.get(document.uri)?.status !== 'running') throw new Error('the run ended before the typing did');
  runs.reset(document.uri);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return { weights: good.parameters.length, ranges, texts, hover, reading, typingAlone, typing, typingShown };
}

/** Gradients behind the numbers and their colours, which are off unless somebody wants them. */
async function showEverything(isOn: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  for (const key of [settings.inlayHintsEnabled, settings.heatEnabled])
    await configuration.update(key, isOn || undefined, vscode.ConfigurationTarget.Global);
}

/** The text with a place to type at that changes nothing of the network, and a run that outlasts the typing. */
function longRunOf(text: string): string {
  const body = text.replace(/,\s*"training":\s*\{[^{}]*\}/, '').replace(/^\{/, `{ "description": "${mark}",`);
  const training = '"training": { "learningRate": 1e-6, "epochs": 1000000000 }';
  return body.replace(/\}\s*$/, `, ${training} }\n`);
}

async function opened(name: string, text: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('the window has no folder');
  const uri = vscode.Uri.joinPath(folder.uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** The file for a profile; undefined: nobody wants any. */
function profileNamed(name: string): string | undefined {
  const folder = process.env['BACKPROP_BENCH_PROFILES'];
  return folder ? join(folder, `${name}.cpuprofile`) : undefined;
}

/** Types one letter after the other behind the mark, as a quick hand does, and takes the time of each. */
async function typed(editor: vscode.TextEditor, name: string): Promise<TypingFigures> {
  const { document } = editor;
  const start = document.positionAt(document.getText().indexOf(mark) + mark.length);
  editor.selection = new vscode.Selection(start, start);
  const times: number[] = [];
  await pause(settlingMs);
  const watch = await watchHost(program, profileNamed(name));
  for (let key = 0; key < keys; key++) {
    const { version } = document;
    times.push(await timed(() => vscode.commands.executeCommand('type', { text: 'x' })));
    if (document.version === version) throw new Error('a key was not taken');
    await pause(keyPauseMs);
  }
  const held = await watch.end();
  times.sort((a, b) => a - b);
  return { median: median(times), p99: times[Math.ceil(0.99 * keys) - 1]!, ...held };
}

/** The middle of some rounds after one that is not counted. */
async function medianOf(work: () => Thenable<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(work));
  return median(times);
}

async function timed(work: () => Thenable<unknown>): Promise<number> {
  const start = performance.now();
  const waited = waitedMs();
  await work();
  return performance.now() - start - (waitedMs() - waited);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
