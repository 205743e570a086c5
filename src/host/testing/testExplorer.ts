import * as vscode from 'vscode';
import { isNetworkUri, type NetworkDocuments } from '../documents';
import { NetworkFiles } from '../networkFile';
import { ownerOf } from '../notes/noteChecks';
import type { NoteNetworks } from '../notes/noteNetworks';
import { nextTurn, type Cancellation } from '../slices';
import type { WritingSettings } from '../writing';
import { isWithin, rootOf } from './itemTree';
import { NetworkTests } from './networkTests';
import { NoteTests } from './noteTests';
import { TestReport, type ReportedTest } from './testReport';

/** So many files of each sort are looked at. */
const mostFiles = 500;

const networkPattern = '**/*.backprop.json';
const notePattern = '**/*.{md,markdown,mkd,tex,latex,py,ipynb}';
const excludedPattern = '**/node_modules/**';

/** How long a file has to rest before its tests are listed anew. */
const pauseMs = 300;

interface Services {
  readonly documents: NetworkDocuments;
  readonly writing: WritingSettings;
  readonly noteNetworks: NoteNetworks;
  /** Takes errors that should not have happened, for the log. */
  readonly fault: (error: unknown) => void;
}

/**
 * The Test Explorer's view of a workspace: every network file with the checks of its gradients, every note that names a
 * network with the checks of its formulas. Nothing is read before the explorer asks; files need not be open.
 */
export class TestExplorer implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('backprop', 'Backprop');
  readonly #reported = new vscode.EventEmitter<ReportedTest>();
  readonly #services: Services;
  #madeNetworks: NetworkTests | null = null;
  #madeNotes: NoteTests | null = null;
  readonly #subscriptions: { dispose(): unknown }[] = [this.controller, this.#reported];
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #discovery: Promise<void> | null = null;
  /** There are more files than are listed. */
  #isCut = false;

  /** Each result as it is shown. */
  readonly onDidReport = this.#reported.event;

  constructor(services: Services) {
    this.#services = services;
    this.controller.resolveHandler = (item) => (item ? this.#resolve(item) : this.#discovered());
    this.controller.refreshHandler = () => this.#discover();
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
      this.run(request, token);
    this.controller.createRunProfile(vscode.l10n.t('Run'), vscode.TestRunProfileKind.Run, run, true);
  }

  /** Runs the tests that are asked for; all where none is named. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    await this.#discovered();
    const report = new TestReport(this.controller.createTestRun(request), (result) => {
      this.#reported.fire(result);
    });
    const cancellation: Cancellation = {
      get isCancelled() {
        return token.isCancellationRequested;
      },
    };
    try {
      if (this.#isCut) {
        report.say(vscode.l10n.t('Of this workspace the first {0} files of a sort are listed.', mostFiles));
      }
      const excluded = new Set(request.exclude);
      const roots = Array.from(this.controller.items, ([, item]) => item);
      const chosen = (request.include ?? roots).filter((item) => !isWithin(item, excluded));
      for (const root of new Set(chosen.map(rootOf))) {
        if (token.isCancellationRequested) break;
        const items = chosen.filter((item) => rootOf(item) === root);
        await this.#testsOf(root).run(root, items, excluded, report, cancellation);
        await nextTurn();
      }
    } catch (error) {
      // The document was closed meanwhile: its tests have no result.
      if (!(error instanceof vscode.CancellationError)) throw error;
    } finally {
      report.end();
    }
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  // Both are made when the explorer first asks: their programs are not part of what activation reads.
  get #networks(): NetworkTests {
    const { documents, writing } = this.#services;
    return (this.#madeNetworks ??= new NetworkTests(this.controller, new NetworkFiles(documents, writing)));
  }

  get #notes(): NoteTests {
    return (this.#madeNotes ??= new NoteTests(this.controller, this.#services.noteNetworks));
  }

  #testsOf({ uri }: vscode.TestItem): NetworkTests | NoteTests {
    return uri && isNetworkUri(uri) ? this.#networks : this.#notes;
  }

  async #resolve(item: vscode.TestItem): Promise<void> {
    if (item.parent) await this.#networks.resolveLayer(item);
    else await this.#testsOf(item).resolve(item);
  }

  #discovered(): Promise<void> {
    if (!this.#discovery) {
      this.#follow();
      this.#discovery = this.#discover();
    }
    return this.#discovery;
  }

  /** Lists the files of the workspace as it is now. */
  async #discover(): Promise<void> {
    const find = (pattern: string): Thenable<vscode.Uri[]> =>
      vscode.workspace.findFiles(pattern, excludedPattern, mostFiles + 1);
    const networks = await find(networkPattern);
    // Without a network there is nothing that a note could name.
    const notes = networks.length === 0 ? [] : await find(notePattern);
    this.#isCut = Math.max(networks.length, notes.length) > mostFiles;
    const listed = networks.slice(0, mostFiles);
    for (const uri of notes.slice(0, mostFiles)) if (await this.#notes.isNote(uri)) listed.push(uri);
    const items = listed.map((uri) => this.controller.items.get(uri.toString()) ?? this.#create(uri));
    this.controller.items.replace(items);
  }

  #create(uri: vscode.Uri): vscode.TestItem {
    const label = vscode.workspace.asRelativePath(uri);
    const item = this.controller.createTestItem(uri.toString(), label, uri);
    item.canResolveChildren = true;
    return item;
  }

  /** From now on files that come, change and go are seen. */
  #follow(): void {
    const { documents, writing } = this.#services;
    for (const pattern of [networkPattern, notePattern]) {
      const files = vscode.workspace.createFileSystemWatcher(pattern);
      const changed = (uri: vscode.Uri): void => {
        this.#later(uri);
      };
      this.#subscriptions.push(
        files,
        files.onDidCreate(changed),
        files.onDidChange(changed),
        files.onDidDelete((uri) => {
          this.controller.items.delete(uri.toString());
        }),
      );
    }
    this.#subscriptions.push(
      documents.onDidChange(({ uri }) => {
        this.#later(uri);
      }),
      documents.onDidClose((uri) => {
        this.#later(uri);
      }),
      writing.onDidChange(() => {
        // Tests have the names of formulas.
        for (const [, { uri }] of this.controller.items) if (uri && isNetworkUri(uri)) this.#update(uri);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && !isNetworkUri(document.uri)) this.#later(ownerOf(document));
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#discover().catch(this.#services.fault);
      }),
    );
  }

  #later(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.#update(uri);
    }, pauseMs);
    this.#timers.set(key, timer);
  }

  #update(uri: vscode.Uri): void {
    this.#changed(uri).catch((error: unknown) => {
      if (!(error instanceof vscode.CancellationError)) this.#services.fault(error);
    });
  }

  async #changed(uri: vscode.Uri): Promise<void> {
    const { items } = this.controller;
    const key = uri.toString();
    const known = items.get(key);
    const isListed = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    const isTest = isNetworkUri(uri) || (await this.#notes.isNote(uri));
    if (!isTest) {
      items.delete(key);
      return;
    }
    if (!known) {
      if (isListed && items.size < 2 * mostFiles) items.add(this.#create(uri));
      return;
    }
    // What nobody has unfolded is listed when somebody does.
    if (known.children.size > 0 || known.error !== undefined) await this.#testsOf(known).resolve(known);
  }
}
