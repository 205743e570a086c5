import './panel.css';
import { Channel, type Port } from '../src/protocol/channel';
import type { PanelHostSide, PanelSide } from '../src/protocol/panel';
import { PanelView } from './frame/panelView';
import { readPersisted } from './frame/persisted';

/** The panel's entry: a port over the webview's messages, and the view on it. */

const vscode = acquireVsCodeApi();

const port: Port = {
  post(message) {
    vscode.postMessage(message);
  },
  onMessage(listener) {
    const receive = (event: MessageEvent<unknown>): void => {
      listener(event.data);
    };
    window.addEventListener('message', receive);
    return () => {
      window.removeEventListener('message', receive);
    };
  },
};

const root = document.getElementById('panel');
if (!root) throw new Error('The page has no element "panel" to draw in.');
const host = new Channel<PanelSide, PanelHostSide>(port, { handlers: {} });
new PanelView(root, host, readPersisted(vscode.getState()), (state) => {
  vscode.setState(state);
});
