import * as vscode from 'vscode';
import { networkReference } from '../../core/verify/readDocument';
import { isNetworkUri } from '../documents';
import { commands } from '../ids';
import type { Messages } from '../messages';
import { baseName } from '../training/commandTarget';
import { ownerOf, type NoteChecks, type NoteResult } from './noteChecks';
import { noteOf, notesOf } from './noteText';

/** At most so many networks are offered. */
const mostNetworks = 200;

export interface NoteServices {
  readonly checks: NoteChecks;
  readonly messages: Messages;
}

/** Registers Check Formulas. */
export function registerNoteCommands(services: NoteServices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.checkFormulas, () => checkFormulas(services));
}

/** Checks the formulas of the document in front, asking for the network where the document names none. */
async function checkFormulas({ checks, messages }: NoteServices): Promise<void> {
  const note = activeNote();
  if (!note) {
    const text = vscode.l10n.t(
      'Open a Markdown, LaTeX or Python document or a notebook with gradient formulas, then check them.',
    );
    void messages.show('information', text);
    return;
  }
  if (!namesNetwork(note)) {
    const network = await pickNetwork(checks.networkOf(note));
    if (network === undefined) return;
    if (network === null) {
      const text = vscode.l10n.t(
        'There is no network file in this workspace to check against: its name ends in .backprop.json.',
      );
      void messages.show('information', text);
      return;
    }
    checks.choose(note, network);
  }
  const result = await checks.check(note);
  if (result) await tell(messages, note, result);
}

function activeNote(): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor && noteOf(editor.document)) return ownerOf(editor.document);
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  return notebook && notesOf(notebook).length > 0 ? notebook.uri : undefined;
}

function namesNetwork(uri: vscode.Uri): boolean {
  const key = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((one) => one.uri.toString() === key);
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === key);
  const notes = notebook ? notesOf(notebook) : document ? [noteOf(document)] : [];
  return notes.some((note) => note !== null && networkReference(note.text, note.kind) !== null);
}

/** The network a person picks; null where there is none to pick from, undefined where nothing was picked. */
async function pickNetwork(before: vscode.Uri | undefined): Promise<vscode.Uri | null | undefined> {
  const open = vscode.workspace.textDocuments.map(({ uri }) => uri).filter(isNetworkUri);
  const found = await vscode.workspace.findFiles('**/*.backprop.json', '**/node_modules/**', mostNetworks);
  const all = new Map([...(before ? [before] : []), ...open, ...found].map((uri) => [uri.toString(), uri]));
  if (all.size === 0) return null;
  const items = [...all.values()].map((uri) => ({
    label: baseName(uri),
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which network are these formulas about?'),
    matchOnDescription: true,
  });
  return picked?.uri;
}

async function tell(messages: Messages, note: vscode.Uri, result: NoteResult): Promise<void> {
  const { right, wrong, unknown, findings } = result;
  const name = baseName(note);
  const count = right + wrong + unknown;
  if (count === 0) {
    const problem = findings[0]?.diagnostic.message;
    const text =
      problem ??
      vscode.l10n.t('There is no gradient formula in it: an equation that begins with ∂L/∂w or dw = is one.');
    void messages.show(problem === undefined ? 'information' : 'warning', `${name}: ${text}`);
    return;
  }
  const parts = [
    vscode.l10n.t('{0} right', right),
    vscode.l10n.t('{0} wrong', wrong),
    ...(unknown > 0 ? [vscode.l10n.t('{0} could not be judged', unknown)] : []),
  ];
  const text = `${name}: ${count === 1 ? vscode.l10n.t('1 formula') : vscode.l10n.t('{0} formulas', count)}, ${parts.join(', ')}.`;
  const chosen = await messages.show(
    wrong > 0 ? 'warning' : 'information',
    text,
    ...(findings.length > 0 ? [vscode.l10n.t('Show Problems')] : []),
  );
  if (chosen) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
