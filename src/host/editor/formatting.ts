import * as vscode from 'vscode';
import { formatSteps, type FormatOptions } from '../../core/network/format';
import { movedOffset, type TextEdit } from '../../core/network/text';
import { isNetworkUri } from '../documents';
import { commands, networkSelector } from '../ids';
import { lightEdits } from '../lightEdits';
import { workspaceEditOf } from '../networkEdits';
import { toRange } from '../reveal';
import { runInSlices } from '../slices';

/**
 * Registers the tidy layout of network files. VS Code has a formatter of its own for "JSON with Comments", which puts
 * each number on a line; between two it asks for one default for all files of the language, and saves unformatted
 * until there is one. A default cannot be set for network files alone, so while a person has chosen none, the command
 * takes the key of Format Document in them, and Format On Save is served here.
 */
export function registerFormatting(): vscode.Disposable {
  const provider = new FormattingProvider();
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(networkSelector, provider),
    vscode.languages.registerDocumentRangeFormattingEditProvider(networkSelector, provider),
    vscode.commands.registerCommand(commands.formatNetwork, formatActive),
    vscode.workspace.onWillSaveTextDocument((event) => {
      const { document, reason } = event;
      if (isNetworkUri(document.uri) && isOursOnSave(document, reason)) {
        event.waitUntil(editsOf(document, optionsOf(document), never));
      }
    }),
  );
}

class FormattingProvider
  implements vscode.DocumentFormattingEditProvider, vscode.DocumentRangeFormattingEditProvider
{
  provideDocumentFormattingEdits(
    document: vscode.TextDocument,
    options: vscode.FormattingOptions,
    token: vscode.CancellationToken,
  ): Promise<vscode.TextEdit[]> {
    return editsOf(document, options, token);
  }

  /** The white space of the range's lines, as it is when the whole file has the layout. */
  provideDocumentRangeFormattingEdits(
    document: vscode.TextDocument,
    range: vscode.Range,
    options: vscode.FormattingOptions,
    token: vscode.CancellationToken,
  ): Promise<vscode.TextEdit[]> {
    const start = document.offsetAt(range.start.with({ character: 0 }));
    const end = document.offsetAt(document.lineAt(range.end.line).range.end);
    // White space before the first line belongs to it where it is indentation, and ends before it where not.
    const isInside = ({ range: { offset, length } }: TextEdit): boolean =>
      offset + length >= start && offset < end;
    return editsOf(document, options, token, isInside);
  }
}

const never = { isCancellationRequested: false };

async function editsOf(
  document: vscode.TextDocument,
  options: vscode.FormattingOptions,
  token: Pick<vscode.CancellationToken, 'isCancellationRequested'>,
  isWanted: (edit: TextEdit) => boolean = () => true,
): Promise<vscode.TextEdit[]> {
  const text = document.getText();
  const edits = (await layoutOf(document, text, options, token)).filter(isWanted);
  return lightEdits(text, edits).map(({ range, newText }) =>
    vscode.TextEdit.replace(toRange(document, range), newText),
  );
}

/** The edits of the whole text, in file order; none where it changes meanwhile. */
async function layoutOf(
  document: vscode.TextDocument,
  text: string,
  { insertSpaces, tabSize }: vscode.FormattingOptions,
  token: Pick<vscode.CancellationToken, 'isCancellationRequested'>,
): Promise<readonly TextEdit[]> {
  const { version } = document;
  const options: FormatOptions = {
    indent: insertSpaces ? ' '.repeat(tabSize) : '\t',
    indentWidth: tabSize,
  };
  const edits = await runInSlices(formatSteps(text, options), {
    get isCancelled() {
      return token.isCancellationRequested || document.version !== version;
    },
  });
  return edits ?? [];
}

function optionsOf(document: vscode.TextDocument): vscode.FormattingOptions {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const configured = vscode.workspace.getConfiguration('editor', document);
  const { insertSpaces, tabSize } = editor?.options ?? {};
  return {
    insertSpaces: insertSpaces === undefined ? configured.get('insertSpaces', true) : insertSpaces === true,
    tabSize: typeof tabSize === 'number' ? tabSize : configured.get('tabSize', 4),
  };
}

/** Whether a person has said who formats files of this language. */
function hasDefault(document: vscode.TextDocument): boolean {
  const chosen = vscode.workspace.getConfiguration('editor', document).get<string | null>('defaultFormatter');
  return typeof chosen === 'string' && chosen !== '';
}

function isOursOnSave(document: vscode.TextDocument, reason: vscode.TextDocumentSaveReason): boolean {
  // As VS Code has it: a file that saves itself while somebody types keeps its layout.
  if (reason === vscode.TextDocumentSaveReason.AfterDelay || hasDefault(document)) return false;
  const configured = vscode.workspace.getConfiguration('editor', document);
  return configured.get('formatOnSave') === true && configured.get('formatOnSaveMode') !== 'modifications';
}

/** Format Network File: what the key of Format Document does in a network file. */
async function formatActive(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const document = editor?.document;
  if (!document || !isNetworkUri(document.uri)) return;
  if (hasDefault(document)) {
    await vscode.commands.executeCommand('editor.action.formatDocument');
    return;
  }
  const text = document.getText();
  const edits = await layoutOf(document, text, optionsOf(document), never);
  if (edits.length === 0) return;
  const cursors = editor.selections.map(({ anchor, active }) =>
    [anchor, active].map((place) => movedOffset(document.offsetAt(place), edits)),
  );
  if (!(await vscode.workspace.applyEdit(workspaceEditOf(document, text, edits)))) return;
  // Many edits are made as one, which would leave the cursor at its end.
  editor.selections = cursors.map(
    ([anchor = 0, active = 0]) =>
      new vscode.Selection(document.positionAt(anchor), document.positionAt(active)),
  );
}
