import * as vscode from 'vscode';
import { explanationOf } from '../../core/insight/doctor/explanations';
import { explanationScheme } from '../ids';

/**
 * The explanations as documents of their own, one for each section of docs/doctor.md. A link of a diagnostic may run
 * no command, and the extension's files have an address on the web that would be opened outside: a document of a
 * scheme of our own opens everywhere, without a network.
 */
class ExplanationPages implements vscode.TextDocumentContentProvider {
  readonly #page: vscode.Uri;

  /** @param page docs/doctor.md of this extension. */
  constructor(page: vscode.Uri) {
    this.#page = page;
  }

  /** Any address of the scheme may be asked for; one of no section gives the whole page. */
  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#page));
    return sectionOf(text, path.replace(/^\//, '').replace(/\.md$/, ''));
  }
}

/** The part of a page under the heading `## code`; the page where it has none. */
function sectionOf(text: string, code: string): string {
  const sections = text.split(/^(?=## )/m);
  return sections.find((section) => section.split(/\r?\n/, 1)[0] === `## ${code}`) ?? text;
}

export function registerExplanations(page: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(explanationScheme, new ExplanationPages(page));
}

/** Where a code is explained; null where nothing is to be explained. */
export function explanationLink(code: string): vscode.Uri | null {
  const section = explanationOf(code);
  return section === null ? null : vscode.Uri.from({ scheme: explanationScheme, path: `/${section}.md` });
}
