import * as vscode from 'vscode';
import { parseCsv } from '../../core/engine/csv';
import { fileData, fileDataEdits, isInData, pasteEdits, pasteWays } from '../../core/exchange/newData';
import { readPastedSamples } from '../../core/exchange/pastedSamples';
import { readDataFile } from '../dataFile';
import type { NetworkDocuments } from '../documents';
import { networkSelector } from '../ids';
import type { Messages } from '../messages';
import { workspaceEditOf } from '../networkEdits';
import { baseName } from '../training/commandTarget';

const pasteKind = vscode.DocumentDropOrPasteEditKind.Empty.append('backprop', 'samples');
const dropKind = vscode.DocumentDropOrPasteEditKind.Empty.append('backprop', 'dataFile');

/** Registers pasting a copied table into "data" as samples, and dropping a CSV file as data. */
export function registerTableData(documents: NetworkDocuments, messages: Messages): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentPasteEditProvider(networkSelector, new TablePaste(documents), {
      providedPasteEditKinds: [pasteKind],
      pasteMimeTypes: ['text/plain'],
    }),
    vscode.languages.registerDocumentDropEditProvider(
      networkSelector,
      new DataFileDrop(documents, messages),
      { providedDropEditKinds: [dropKind], dropMimeTypes: ['text/uri-list'] },
    ),
  );
}

/** Rows that were copied from a table, pasted at "data", become samples; everything else is pasted as ever. */
export class TablePaste implements vscode.DocumentPasteEditProvider {
  readonly #documents: NetworkDocuments;

  constructor(documents: NetworkDocuments) {
    this.#documents = documents;
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    dataTransfer: vscode.DataTransfer,
    _context: vscode.DocumentPasteEditContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentPasteEdit[]> {
    const [range] = ranges;
    // What is selected would be replaced, and may be part of the rows.
    if (ranges.length !== 1 || !range?.isEmpty) return [];
    const { parsed, good, version } = await this.#documents.current(document);
    if (!good || version !== document.version || !isInData(parsed, document.offsetAt(range.start))) return [];
    const text = await dataTransfer.get('text/plain')?.asString();
    const samples = text === undefined ? null : readPastedSamples(text, good.network);
    if (!samples || token.isCancellationRequested || version !== document.version) return [];
    return pasteWays(parsed).flatMap((way) => {
      const edits = pasteEdits(parsed, samples, way);
      if (!edits) return [];
      const title =
        way === 'add' ? vscode.l10n.t('Add the rows as samples') : vscode.l10n.t('Make the rows the samples');
      const edit = new vscode.DocumentPasteEdit('', title, pasteKind.append(way));
      edit.additionalEdit = workspaceEditOf(document, parsed.text, edits);
      return [edit];
    });
  }
}

/** Of a CSV file this many UTF-16 units are looked at to tell which columns hold categories. */
const lookedAt = 200_000;

/** A CSV file dropped on a network file of its folder becomes its data. */
export class DataFileDrop implements vscode.DocumentDropEditProvider {
  readonly #documents: NetworkDocuments;
  readonly #messages: Messages;

  constructor(documents: NetworkDocuments, messages: Messages) {
    this.#documents = documents;
    this.#messages = messages;
  }

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    dataTransfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    const csv = csvIn(await dataTransfer.get('text/uri-list')?.asString());
    if (!csv) return undefined;
    const title = vscode.l10n.t('Make {0} the data', baseName(csv));
    const drop = new vscode.DocumentDropEdit('', title, dropKind);
    const result = await this.#edit(document, csv);
    if (token.isCancellationRequested) return undefined;
    // A path in the middle of a network would only break it, so nothing is dropped either.
    if (typeof result === 'string') {
      const text = vscode.l10n.t('{0} was not made the data: {1}', baseName(csv), result);
      void this.#messages.show('warning', text);
    } else drop.additionalEdit = result;
    return drop;
  }

  /** The edit, or why there is none, a sentence. */
  async #edit(document: vscode.TextDocument, csv: vscode.Uri): Promise<vscode.WorkspaceEdit | string> {
    const reference = pathFrom(document.uri, csv);
    if (reference === null) {
      return vscode.l10n.t(
        'it lies outside the folder of {0}. Copy it there first: a network reads no data from elsewhere.',
        baseName(document.uri),
      );
    }
    const { result } = await readDataFile(document.uri, reference);
    if ('problem' in result) return result.problem;
    const { parsed, good, version } = await this.#documents.current(document);
    if (!good) return vscode.l10n.t('the network file has errors. Correct them first.');
    const table = parseCsv(headOf(result.text));
    if ('problem' in table) return table.problem.message;
    const data = fileData(reference, table.rows, good.network);
    const edits = data && fileDataEdits(parsed, data);
    if (!edits) {
      return vscode.l10n.t('it has no two columns between commas. Save it as CSV with commas and a header.');
    }
    if (version !== document.version) return vscode.l10n.t('the network file changed meanwhile. Try again.');
    return workspaceEditOf(document, parsed.text, edits);
  }
}

/** The only file of a list of addresses, if it is a CSV file. */
function csvIn(list: string | undefined): vscode.Uri | null {
  const lines = (list ?? '').split(/\r\n|\n|\r/).filter((line) => line !== '' && !line.startsWith('#'));
  const [address] = lines;
  if (lines.length !== 1 || address === undefined) return null;
  try {
    const uri = vscode.Uri.parse(address, true);
    return /\.csv$/i.test(uri.path) ? uri : null;
  } catch {
    return null; // no address
  }
}

/** The path from the network's folder to a file in it or below it; null for any other. */
function pathFrom(network: vscode.Uri, file: vscode.Uri): string | null {
  const folder = vscode.Uri.joinPath(network, '..');
  const start = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  const isThere = file.scheme === network.scheme && file.authority === network.authority;
  return isThere && file.path.startsWith(start) ? file.path.slice(start.length) : null;
}

/** Whole lines of the start of a text. */
function headOf(text: string): string {
  if (text.length <= lookedAt) return text;
  const head = text.slice(0, lookedAt);
  return head.slice(0, Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\r')) + 1);
}
