import * as vscode from 'vscode';
import type { Port } from '../../protocol/channel';
import { commands, panelViewType } from '../ids';
import { panelHtml } from './panelHtml';
import type { PanelServices } from './panelServices';
import { PanelSession } from './panelSession';

/**
 * Registers the command that opens the panel, and brings a panel back that was open when the window was
 * reloaded. There is one panel at most.
 *
 * @param dist the folder of the built extension.
 */
export function registerPanel(dist: vscode.Uri, services: PanelServices): vscode.Disposable {
  const panels = new Panels(dist, services);
  return vscode.Disposable.from(
    panels,
    vscode.commands.registerCommand(commands.openPanel, () => {
      panels.open();
    }),
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: (panel) => {
        panels.adopt(panel);
        return Promise.resolve();
      },
    }),
  );
}

class Panels implements vscode.Disposable {
  readonly #root: vscode.Uri;
  readonly #services: PanelServices;
  #open: { readonly panel: vscode.WebviewPanel; readonly session: PanelSession } | null = null;

  constructor(dist: vscode.Uri, services: PanelServices) {
    this.#root = vscode.Uri.joinPath(dist, 'webview');
    this.#services = services;
  }

  /** Shows the panel beside the editor, without taking the focus from it. */
  open(): void {
    if (this.#open) {
      this.#open.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(panelViewType, 'Backprop', place));
  }

  adopt(panel: vscode.WebviewPanel): void {
    this.#open?.panel.dispose();
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.#root] };
    const port = new WebviewPort(webview);
    const session = new PanelSession(port, this.#services, {
      isVisible: () => panel.visible,
      hasCaughtUp: () => port.pending === 0,
    });
    const opened = { panel, session };
    this.#open = opened;
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.pageGone();
    });
    panel.onDidDispose(() => {
      session.dispose();
      if (this.#open === opened) this.#open = null;
    });
    const address = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#root, file)).toString();
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      nonce: createNonce(),
      scriptUri: address('panel.js'),
      styleUri: address('panel.css'),
      title: panel.title,
    });
  }

  /** The window closes the panel itself; a panel that stays open for the next window is brought back there. */
  dispose(): void {
    this.#open?.session.dispose();
    this.#open = null;
  }
}

/** The webview's messages as a port. It copies what it posts, so there is nothing to transfer. */
class WebviewPort implements Port {
  readonly #webview: vscode.Webview;
  #pending = 0;

  constructor(webview: vscode.Webview) {
    this.#webview = webview;
  }

  /** Messages that the window has not handed on yet. */
  get pending(): number {
    return this.#pending;
  }

  post(message: unknown): void {
    this.#pending++;
    const done = (): void => {
      this.#pending--;
    };
    this.#webview.postMessage(message).then(done, done);
  }

  onMessage(listener: (message: unknown) => void): () => void {
    const subscription = this.#webview.onDidReceiveMessage(listener);
    return () => {
      subscription.dispose();
    };
  }
}

/** 128 random bits in base64. */
function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes));
}
