import * as vscode from 'vscode';
import { numberAt, nudged } from '../../core/network/nudge';
import { isNetworkUri } from '../documents';
import { commands, contextKeys } from '../ids';

/**
 * Increase and Decrease Number: each number that a cursor of the active editor is in changes by one of its last digits,
 * as one step of undo. A context key says whether there is one, so that the keys do what they always do elsewhere.
 */
export function registerNudgeNumber(): vscode.Disposable {
  let known: boolean | undefined;
  const update = (): void => {
    const editor = vscode.window.activeTextEditor;
    const isOnNumber = editor !== undefined && numbersAtCursors(editor).length > 0;
    if (isOnNumber === known) return;
    known = isOnNumber;
    void vscode.commands.executeCommand('setContext', contextKeys.isOnNumber, isOnNumber);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeTextEditorSelection(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) update();
    }),
    vscode.commands.registerCommand(commands.increaseNumber, () => nudge(1)),
    vscode.commands.registerCommand(commands.decreaseNumber, () => nudge(-1)),
  );
}

interface NumberInDocument {
  readonly range: vscode.Range;
  readonly text: string;
}

/** Each number once, however many cursors are in it. */
function numbersAtCursors({ document, selections }: vscode.TextEditor): readonly NumberInDocument[] {
  if (!isNetworkUri(document.uri)) return [];
  const found = new Map<string, NumberInDocument>();
  for (const { active } of selections) {
    const number = numberAt(document.lineAt(active.line).text, active.character);
    if (!number) continue;
    const range = new vscode.Range(active.line, number.start, active.line, number.end);
    found.set(`${active.line} ${number.start}`, { range, text: number.text });
  }
  return [...found.values()];
}

async function nudge(steps: number): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const numbers = editor ? numbersAtCursors(editor) : [];
  if (!editor || numbers.length === 0) return;
  await editor.edit((edit) => {
    for (const { range, text } of numbers) edit.replace(range, nudged(text, steps));
  });
}
