import * as vscode from 'vscode';
import type { ShowDerivationArguments } from './editor/showDerivation';
import { visibleText } from './editor/visibleText';
import { commands, contextKeys, focusNetworks, networksViewId } from './ids';
import { formatNumber } from '../core/network/number';
import type { Pin, Pins } from './pins';
import { Throttle } from './throttle';
import { endEpochOf, type ArchivedRun } from './training/archivedRun';
import { renameRun } from './training/renameRun';
import type { RunArchive } from './training/runArchive';
import { baseName } from './training/commandTarget';

/** A folder of the workspace, where there are several. */
interface FolderNode {
  readonly kind: 'folder';
  readonly folder: vscode.WorkspaceFolder;
  readonly files: readonly NetworkNode[];
}

interface NetworkNode {
  readonly kind: 'network';
  readonly uri: vscode.Uri;
  /** Its folder below that of the workspace; empty in that one itself. */
  readonly place: string;
  readonly hasRuns: boolean;
}

/** A kept run of a network. */
interface RunNode {
  readonly kind: 'run';
  readonly uri: vscode.Uri;
  readonly run: ArchivedRun;
}

/** A pinned gradient, below its network. */
export interface PinNode extends Pin {
  readonly kind: 'pin';
}

/** What says that there are more. */
interface MoreNode {
  readonly kind: 'more';
}

export type NetworksNode = FolderNode | NetworkNode | RunNode | PinNode | MoreNode;

/** At most so many network files are listed. */
const mostNetworks = 500;

/** Programs make files in numbers: the list is made again at most so often. */
const refreshMs = 300;

/** What the menus of a kept run ask for. */
const runContext = 'run';

/** The network files of the workspace with their kept runs, folder by folder where it has several, and kept up to date. */
export class NetworksTree implements vscode.TreeDataProvider<NetworksNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #refresh = new Throttle(() => {
    this.#found = null;
    this.#changed.fire(undefined);
    void this.#files();
  }, refreshMs);
  readonly #archive: RunArchive;
  readonly #fault: (error: unknown) => void;
  readonly #pins: Pins;
  /** The search for the present files; null: they are to be looked for. */
  #found: Promise<readonly vscode.Uri[]> | null = null;
  /** What the last search that ended has found. */
  #known: readonly vscode.Uri[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  /**
   * @param archive and
   * @param pins are listed below their networks.
   * @param fault takes errors that should not have happened, for the log.
   */
  constructor(archive: RunArchive, pins: Pins, fault: (error: unknown) => void) {
    this.#archive = archive;
    this.#pins = pins;
    this.#fault = fault;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.backprop.json', false, true, false);
    const refresh = (): void => {
      this.#refresh.call();
    };
    watcher.onDidCreate(refresh);
    watcher.onDidDelete(refresh);
    // Where a folder comes or goes, nothing may be said of the files in it; what has no ending may be a folder.
    const folders = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    folders.onDidCreate((uri) => {
      if (!baseName(uri).includes('.')) refresh();
    });
    folders.onDidDelete((uri) => {
      if (this.#hasBelow(uri)) refresh();
    });
    this.#subscriptions = [
      watcher,
      folders,
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      archive.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
      pins.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
    ];
    void this.#files();
  }

  async getChildren(node?: NetworksNode): Promise<NetworksNode[]> {
    if (node?.kind === 'network') {
      const pins = this.#pins.of(node.uri).map((pin): PinNode => ({ kind: 'pin', ...pin }));
      return [...pins, ...(await this.#runs(node.uri))];
    }
    if (node) return node.kind === 'folder' ? [...node.files] : [];
    const uris = await this.#files();
    const listed = uris.slice(0, mostNetworks);
    const withRuns = await this.#archive.filesWithRuns(listed);
    const files = listed.map((uri): NetworkNode => {
      const path = vscode.workspace.asRelativePath(uri, false);
      const place = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      return { kind: 'network', uri, place, hasRuns: withRuns.has(uri.toString()) };
    });
    const more: readonly MoreNode[] = uris.length > mostNetworks ? [{ kind: 'more' }] : [];
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length < 2) return [...files, ...more];
    const groups = folders.map((folder): FolderNode => {
      const isIn = ({ uri }: NetworkNode): boolean =>
        vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.uri.toString();
      return { kind: 'folder', folder, files: files.filter(isIn) };
    });
    return [...groups.filter((group) => group.files.length > 0), ...more];
  }

  getTreeItem(node: NetworksNode): vscode.TreeItem {
    switch (node.kind) {
      case 'folder': {
        const { name, uri } = node.folder;
        const item = new vscode.TreeItem(visibleText(name), vscode.TreeItemCollapsibleState.Expanded);
        item.id = uri.toString();
        item.iconPath = vscode.ThemeIcon.Folder;
        return item;
      }
      case 'network': {
        const { uri, place } = node;
        const name = visibleText(baseName(uri));
        const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
        const hasPins = this.#pins.of(uri).length > 0;
        const item = new vscode.TreeItem(name, hasPins ? Expanded : node.hasRuns ? Collapsed : None);
        item.id = uri.toString();
        item.resourceUri = uri;
        item.iconPath = vscode.ThemeIcon.File;
        item.description = visibleText(place);
        item.tooltip = visibleText(vscode.workspace.asRelativePath(uri));
        item.accessibilityInformation = {
          label:
            place === ''
              ? vscode.l10n.t('Network {0}', name)
              : vscode.l10n.t('Network {0} in {1}', name, visibleText(place)),
        };
        item.command = { command: 'vscode.open', title: vscode.l10n.t('Open Network'), arguments: [uri] };
        return item;
      }
      case 'run': {
        const { id, name, learningRate, optimizer } = node.run;
        const item = new vscode.TreeItem(visibleText(name));
        item.id = `${node.uri.toString()}#${id}`;
        item.iconPath = new vscode.ThemeIcon('graph-line');
        item.contextValue = runContext;
        const epochs = endEpochOf(node.run);
        item.description = vscode.l10n.t('{0} epochs', epochs);
        item.tooltip = vscode.l10n.t(
          '{0}: {1} epochs by {2} with η {3}. It is laid over the curve of the network in the panel.',
          visibleText(name),
          epochs,
          optimizer,
          formatNumber(learningRate),
        );
        item.accessibilityInformation = {
          label: vscode.l10n.t('Run {0}, {1} epochs', visibleText(name), epochs),
        };
        return item;
      }
      case 'pin':
        return pinItem(node);
      case 'more':
        return new vscode.TreeItem(vscode.l10n.t('Only the first {0} networks are listed', mostNetworks));
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#refresh.dispose();
    this.#changed.dispose();
  }

  /** The kept runs of a network, the newest first. */
  async #runs(uri: vscode.Uri): Promise<RunNode[]> {
    const runs = await this.#archive.runs(uri);
    return runs.map((run): RunNode => ({ kind: 'run', uri, run })).reverse();
  }

  /** At most one more than are listed, in the order of their paths. */
  #files(): Promise<readonly vscode.Uri[]> {
    this.#found ??= this.#search();
    return this.#found;
  }

  #hasBelow(folder: vscode.Uri): boolean {
    return this.#known.some(
      ({ scheme, path }) => scheme === folder.scheme && path.startsWith(`${folder.path}/`),
    );
  }

  async #search(): Promise<readonly vscode.Uri[]> {
    try {
      const found = await vscode.workspace.findFiles(
        '**/*.backprop.json',
        '**/node_modules/**',
        mostNetworks + 1,
      );
      await vscode.commands.executeCommand('setContext', contextKeys.hasNetworks, found.length > 0);
      this.#known = found.sort((a, b) => (a.path < b.path ? -1 : 1));
      return this.#known;
    } catch (error) {
      this.#fault(error);
      return [];
    }
  }
}

function pinItem({ uri, subject, text }: PinNode): vscode.TreeItem {
  const name = visibleText(text);
  const item = new vscode.TreeItem(name);
  item.id = JSON.stringify([uri, subject]);
  item.iconPath = new vscode.ThemeIcon('pinned');
  item.contextValue = 'pin';
  item.tooltip = vscode.l10n.t('Pinned: {0}', name);
  const target: ShowDerivationArguments = { uri, subject };
  item.command = {
    command: commands.showPin,
    title: vscode.l10n.t('Show Pinned Derivation'),
    arguments: [target],
  };
  return item;
}

/**
 * Registers the list in the Explorer, what can be done with its runs, and the command that shows it where there is no
 * network file yet.
 */
export function registerNetworksView(tree: NetworksTree, archive: RunArchive): vscode.Disposable {
  const view = vscode.window.createTreeView(networksViewId, { treeDataProvider: tree });
  /** Does something with the run whose menu was opened, or which is selected. */
  const onRun =
    (act: (node: RunNode) => Promise<void>) =>
    async (node: NetworksNode | undefined): Promise<void> => {
      const run = node ?? view.selection[0];
      if (run?.kind === 'run') await act(run);
    };
  return vscode.Disposable.from(
    tree,
    view,
    vscode.commands.registerCommand(
      commands.renameRun,
      onRun(({ uri, run }) => renameRun(archive, uri, run)),
    ),
    vscode.commands.registerCommand(
      commands.removeRun,
      onRun(({ uri, run }) => archive.remove(uri, run.id)),
    ),
    vscode.commands.registerCommand(commands.showNetworks, async () => {
      await vscode.commands.executeCommand('setContext', contextKeys.wantsNetworks, true);
      await vscode.commands.executeCommand(focusNetworks);
    }),
  );
}
