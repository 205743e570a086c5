import * as vscode from 'vscode';
import type { FormulaWriting } from '../protocol/panel';
import { settings } from './ids';
import { forms, levels, namings } from './writingWords';

/** How formulas are written: three settings, which the panel's choices change. */
export class WritingSettings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<FormulaWriting>();
  readonly #subscription: vscode.Disposable;
  #current = readWriting();

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(settings.section)) return;
      const before = this.#current;
      const now = readWriting();
      if (before.level === now.level && before.form === now.form && before.names === now.names) return;
      this.#current = now;
      this.#changed.fire(now);
    });
  }

  get current(): FormulaWriting {
    return this.#current;
  }

  /** Keeps a person's choice, where the setting is already made for the workspace there, else for the user. */
  async choose({ level, form, names }: FormulaWriting): Promise<void> {
    await keep(settings.level, level);
    await keep(settings.form, form);
    await keep(settings.names, names);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function readWriting(): FormulaWriting {
  return {
    level: oneOf(levels, settings.level, 'activations'),
    form: oneOf(forms, settings.form, 'terms'),
    names: oneOf(namings, settings.names, 'file'),
  };
}

/** Settings are typed by hand: whatever is none of the words is the default. */
function oneOf<Word extends string>(words: readonly Word[], key: string, otherwise: Word): Word {
  const set = vscode.workspace.getConfiguration(settings.section).get<unknown>(key);
  return words.find((word) => word === set) ?? otherwise;
}

async function keep(key: string, value: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  if (configuration.get(key) === value) return;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const isOfWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
  await configuration.update(key, value, isOfWorkspace ? Workspace : Global);
}
