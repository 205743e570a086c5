import * as vscode from 'vscode';
import type { ShowDerivationArguments } from './editor/showDerivation';
import { visibleText } from './editor/visibleText';
import { commands, contextKeys, focusNetworks, networksViewId } from './ids';
import type { Pin, Pins } from './pins';
import { Throttle } from './throttle';
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
}

/** A pinned gradient, below its network. */
export interface PinNode extends Pin {
  readonly kind: 'pin';
}

/** What says that there are more. */
interface MoreNode {
  readonly kind: 'more';
}

export type NetworksNode = FolderNode | NetworkNode | PinNode | MoreNode;

/** At most so many network files are listed. */
const mostNetworks = 500;

/** Programs make files in numbers: the list is made again at most so often. */
const refreshMs = 300;

/** The network files of the workspace, folder by folder where it has several, and kept up to date. */
export class NetworksTree implements vscode.TreeDataProvider<NetworksNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #refresh = new Throttle(() => {
    this.#found = null;
    this.#changed.fire(undefined);
    void this.#files();
  }, refreshMs);
  readonly #fault: (error: unknown) => void;
  readonly #pins: Pins;
  /** The search for the present files; null: they are to be looked for. */
  #found: Promise<readonly vscode.Uri[]> | null = null;
  /** What the last search that ended has found. */
  #known: readonly vscode.Uri[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  /**
   * @param pins are listed below their networks.
   * @param fault takes errors that should not have happened, for the log.
   */
  constructor(pins: Pins, fault: (error: unknown) => void) {
    this.#pins = pins;
    this.#fault = fault;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.backprop.json', false, true, false);
    const refresh = (): void => {
      this.#refresh.call();
    };
    watcher.onDidCreate(refresh);
    watcher.onDidDelete(refresh);
    // Where a folder is removed, nothing is said of the files in it.
    const removals = vscode.workspace.createFileSystemWatcher('**', true, true, false);
    removals.onDidDelete((uri) => {
      if (this.#hasBelow(uri)) refresh();
    });
    this.#subscriptions = [
      watcher,
      removals,
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      pins.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
    ];
    void this.#files();
  }

  async getChildren(node?: NetworksNode): Promise<NetworksNode[]> {
    if (node?.kind === 'network') {
      return this.#pins.of(node.uri).map((pin): PinNode => ({ kind: 'pin', ...pin }));
    }
    if (node) return node.kind === 'folder' ? [...node.files] : [];
    const uris = await this.#files();
    const files = uris.slice(0, mostNetworks).map((uri): NetworkNode => {
      const path = vscode.workspace.asRelativePath(uri, false);
      return { kind: 'network', uri, place: path.slice(0, Math.max(0, path.lastIndexOf('/'))) };
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
        const item = new vscode.TreeItem(name);
        if (this.#pins.of(uri).length > 0) item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
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

/** Registers the list in the Explorer, and the command that shows it where there is no network file yet. */
export function registerNetworksView(tree: NetworksTree): vscode.Disposable {
  const view = vscode.window.createTreeView(networksViewId, { treeDataProvider: tree });
  return vscode.Disposable.from(
    tree,
    view,
    vscode.commands.registerCommand(commands.showNetworks, async () => {
      await vscode.commands.executeCommand('setContext', contextKeys.wantsNetworks, true);
      await vscode.commands.executeCommand(focusNetworks);
    }),
  );
}
