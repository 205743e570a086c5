import * as vscode from 'vscode';
import type { DocumentKind } from '../../core/verify/readDocument';
import type { Span } from '../../core/verify/written';

/** A text with formulas, and where its stretches stand in the editor. */
export interface NoteText {
  /** The text document's or the notebook's address. */
  readonly uri: vscode.Uri;
  readonly kind: Exclude<DocumentKind, 'notebook'>;
  readonly text: string;
  /** Null for a stretch that no one document holds. */
  locate(span: Span): { readonly document: vscode.TextDocument; readonly range: vscode.Range } | null;
}

const kinds: Readonly<Record<string, NoteText['kind']>> = {
  markdown: 'markdown',
  latex: 'latex',
  tex: 'latex',
  python: 'python',
};

/** The languages in which formulas are looked for. */
export const noteLanguages = Object.keys(kinds);

/** Longer texts are checked on demand only: a novel is no note. */
export const longestNote = 2_000_000;

/** A document as a note; null for one of another language. */
export function noteOf(document: vscode.TextDocument): NoteText | null {
  const kind = kinds[document.languageId];
  if (!kind) return null;
  return {
    uri: document.uri,
    kind,
    text: document.getText(),
    locate: ({ start, end }) => ({
      document,
      range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
    }),
  };
}

/** A notebook as notes: its Python cells are one program, each of its other cells is a text of its own. */
export function notesOf(notebook: vscode.NotebookDocument): readonly NoteText[] {
  const documents = notebook.getCells().map((cell) => cell.document);
  const programs = documents.filter(({ languageId }) => kinds[languageId] === 'python');
  const others = documents.filter((document) => !programs.includes(document));
  const texts = others
    .flatMap((document) => noteOf(document) ?? [])
    .map((note) => ({ ...note, uri: notebook.uri }));
  return programs.length === 0 ? texts : [joined(notebook.uri, programs), ...texts];
}

function joined(uri: vscode.Uri, cells: readonly vscode.TextDocument[]): NoteText {
  const starts: number[] = [];
  let text = '';
  for (const cell of cells) {
    starts.push(text.length);
    text += `${cell.getText().replaceAll('\r\n', '\n')}\n`;
  }
  return {
    uri,
    kind: 'python',
    text,
    locate({ start, end }) {
      const at = starts.findLastIndex((offset) => offset <= start);
      const cell = cells[at];
      const offset = starts[at];
      if (!cell || offset === undefined || end > (starts[at + 1] ?? text.length)) return null;
      return {
        document: cell,
        range: new vscode.Range(positionIn(text, offset, start), positionIn(text, offset, end)),
      };
    },
  };
}

/** Line and column of an offset, counted from the start of its cell, whatever line ends the cell has. */
function positionIn(text: string, cellStart: number, offset: number): vscode.Position {
  const before = text.slice(cellStart, offset);
  const line = before.split('\n').length - 1;
  return new vscode.Position(line, before.length - (before.lastIndexOf('\n') + 1));
}
