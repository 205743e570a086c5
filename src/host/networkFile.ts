import * as vscode from 'vscode';
import type { Diagnostic } from '../core/network/diagnostic';
import { Lines } from '../core/network/lines';
import { withNaming, type Naming } from '../core/network/naming';
import type { Network } from '../core/network/network';
import { parseSteps, type ParsedNetwork } from '../core/network/parse';
import type { TextRange } from '../core/network/text';
import { trainingRefusals } from '../core/network/trainingRefusals';
import { readDataFile } from './dataFile';
import { decodeSteps } from './decode';
import type { GoodNetwork, NetworkDocuments } from './documents';
import { DatasetMemory, makeGoodSteps } from './networkState';
import { toRange } from './reveal';
import { runInSlices, type Cancellation } from './slices';
import { baseName } from './training/commandTarget';
import type { WritingSettings } from './writing';

/** Larger files are not read unasked, in bytes. */
const largestFile = 16 * 1024 * 1024;

/** Why a file was not read: a whole sentence. */
export interface NotRead {
  readonly problem: string;
}

/** The text of a file of the workspace, which need not be open; undefined when cancelled. */
export async function readTextFile(
  uri: vscode.Uri,
  cancellation: Cancellation,
): Promise<string | NotRead | undefined> {
  let bytes: Uint8Array;
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > largestFile) {
      return { problem: vscode.l10n.t('{0} is no file of a size that is read here.', baseName(uri)) };
    }
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch {
    // Why a file cannot be read is the file system's affair; what matters here is that it was not.
    return { problem: vscode.l10n.t('{0} is not there or cannot be read.', baseName(uri)) };
  }
  const text = await runInSlices(decodeSteps(bytes), cancellation);
  return text === null
    ? { problem: vscode.l10n.t('{0} is not UTF-8. Save it in that encoding.', baseName(uri)) }
    : text;
}

/** What `Lines` says, as the editor counts. */
export function rangeIn(lines: Lines, { offset, length }: TextRange): vscode.Range {
  const start = lines.place(offset);
  const end = lines.place(offset + length);
  return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
}

/** What a network file says now: in its editor where it is open, else on disk. */
export interface NetworkText {
  readonly parsed: ParsedNetwork;
  /** With the names that formulas are shown with; null where the text has errors. */
  readonly network: Network | null;
  readonly names: Naming;
  locate(range: TextRange): vscode.Range;
}

/** All that is computed from a network file, and what there is to tell of it. */
export interface MadeNetwork {
  /** Null for a text with errors. */
  readonly good: GoodNetwork | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads network files of the workspace, open or not, without opening an editor. */
export class NetworkFiles {
  readonly #documents: NetworkDocuments;
  readonly #writing: WritingSettings;

  /** @param writing whose names the networks are read with. */
  constructor(documents: NetworkDocuments, writing: WritingSettings) {
    this.#documents = documents;
    this.#writing = writing;
  }

  /** The text of a network file with its places; undefined when cancelled. */
  async read(uri: vscode.Uri, cancellation: Cancellation): Promise<NetworkText | NotRead | undefined> {
    const document = this.#documents.document(uri);
    if (document) {
      const { parsed } = await this.#documents.current(document);
      return { parsed, ...this.#named(parsed), locate: (range) => toRange(document, range) };
    }
    const text = await readTextFile(uri, cancellation);
    if (typeof text !== 'string') return text;
    const parsed = await runInSlices(parseSteps(text), cancellation);
    if (!parsed) return undefined;
    let lines: Lines | undefined;
    return {
      parsed,
      ...this.#named(parsed),
      locate: (range) => rangeIn((lines ??= new Lines(text)), range),
    };
  }

  /**
   * What is computed from a text that `read` gave: samples, parameters, model. The data file that it names is read
   * under the conditions of `readDataFile`. Undefined when cancelled.
   */
  async make(
    uri: vscode.Uri,
    { parsed, network }: NetworkText,
    cancellation: Cancellation,
  ): Promise<MadeNetwork | undefined> {
    const open = this.#documents.get(uri);
    if (open?.parsed === parsed) {
      const good = open.good?.version === open.version ? open.good : null;
      return { good, diagnostics: open.diagnostics };
    }
    if (!network) return { good: null, diagnostics: parsed.diagnostics };
    const file = network.data?.kind === 'file' ? await readDataFile(uri, network.data.path) : null;
    const refusals = trainingRefusals(parsed);
    const { kernels } = this.#documents;
    const samples = new DatasetMemory();
    const source = { version: 0, parsed, network, refusals, file, kernels, samples };
    const made = await runInSlices(makeGoodSteps(source), cancellation);
    return made && { good: made.good, diagnostics: [...parsed.diagnostics, ...made.problems] };
  }

  #named({ network }: ParsedNetwork): Pick<NetworkText, 'network' | 'names'> {
    const { names } = this.#writing.current;
    return { network: network && withNaming(network, names), names };
  }
}
