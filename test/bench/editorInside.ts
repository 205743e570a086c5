/*
 * The figures of the editor, taken in the extension host of a real VS Code: `scripts/hostTests.mjs --bench` loads this into
 * a window on an empty folder, in which the extension is not active yet.
 */

import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extensionApi';
import { editorSizes, type EditorFigures, type SizeFigures } from './editorFigures';
import { sizedText } from './lenses';
import { median } from './report';

const rounds = 15;
const keys = 300;
/** Lenses that a window of the usual height shows. */
const lensesInView = 40;
const mark = 'typed here: ';

export async function run(): Promise<void> {
  const target = process.env['BACKPROP_BENCH_FIGURES'];
  if (!target) throw new Error('BACKPROP_BENCH_FIGURES names no file: run npm run bench -- --only editor');
  const extension = vscode.extensions.getExtension<ExtensionApi>('backprop.backprop');
  if (!extension || extension.isActive) throw new Error('the extension is missing, or active already');
  let api: ExtensionApi | undefined;
  const activation = await timed(async () => {
    api = await extension.activate();
  });
  if (!api) throw new Error('the extension has no interface');
  const typingAlone = await typingP99(await opened('alone.txt', mark));
  const sizes: SizeFigures[] = [];
  for (const size of editorSizes) sizes.push(await figuresOf(api, size));
  const figures: EditorFigures = { version: vscode.version, activation, typingAlone, sizes };
  writeFileSync(target, JSON.stringify(figures));
}

async function figuresOf({ documents, runs, lenses }: ExtensionApi, size: number): Promise<SizeFigures> {
  const { document } = await opened(`bench-${size}.backprop.json`, longRunOf(sizedText(size)));
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
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const typing = await typingP99(vscode.window.activeTextEditor);
  delay.disable();
  if (runs.get(document.uri)?.status !== 'running') throw new Error('the run ended before the typing did');
  runs.reset(document.uri);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return {
    weights: good.parameters.length,
    ranges,
    texts,
    hover,
    typing,
    held: delay.max / 1e6,
    reading,
  };
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

/** Types one letter after the other behind the mark, as keys come, and takes the time of each. */
async function typingP99(editor: vscode.TextEditor | undefined): Promise<number> {
  if (!editor) throw new Error('no editor is active');
  const { document } = editor;
  const start = document.positionAt(document.getText().indexOf(mark) + mark.length);
  editor.selection = new vscode.Selection(start, start);
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    const { version } = document;
    times.push(await timed(() => vscode.commands.executeCommand('type', { text: 'x' })));
    if (document.version === version) throw new Error('a key was not taken');
    await pause(10);
  }
  times.sort((a, b) => a - b);
  return times[Math.ceil(0.99 * keys) - 1]!;
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
  await work();
  return performance.now() - start;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
