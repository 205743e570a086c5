import * as vscode from 'vscode';
import type { NetworkDocuments } from '../../documents';
import { networkSelector } from '../../ids';
import type { RunSource } from '../currentValues';
import { CompletionProvider, completionTriggers } from './completion';
import { DefinitionProvider } from './definitions';
import { JsonSupport } from './jsonSupport';
import { KeyHoverProvider } from './keyHover';
import { LinkProvider } from './links';
import { NearbyFiles } from './nearbyFiles';
import { OutlineProvider } from './outline';
import { RenameProvider } from './rename';

export interface Language {
  readonly json: JsonSupport;
  dispose(): void;
}

/**
 * What an editor does with a language: completion, outline, renaming, definitions, references, links and hovers of
 * keys. Folding and growing selections are the JSON support's, which does them by the same brackets, and which is
 * started here.
 *
 * @param fault takes the error of a JSON support that does not start, for the log.
 */
export function registerLanguage(
  documents: NetworkDocuments,
  runs: RunSource,
  fault: (error: unknown) => void,
): Language {
  const json = new JsonSupport();
  // Before the first network file is opened, where there is time: until the JSON support has read the schema it takes
  // comments for errors. And not while the window waits for us.
  const starting = setTimeout(() => {
    json.start().catch(fault);
  });
  const nearby = new NearbyFiles();
  const definitions = new DefinitionProvider(documents, nearby);
  const { languages } = vscode;
  const registered = vscode.Disposable.from(
    languages.registerCompletionItemProvider(
      networkSelector,
      new CompletionProvider(documents, json, nearby),
      ...completionTriggers,
    ),
    languages.registerDocumentSymbolProvider(networkSelector, new OutlineProvider(documents), {
      label: vscode.l10n.t('Backprop'),
    }),
    languages.registerRenameProvider(networkSelector, new RenameProvider(documents)),
    languages.registerDefinitionProvider(networkSelector, definitions),
    languages.registerReferenceProvider(networkSelector, definitions),
    languages.registerDocumentLinkProvider(networkSelector, new LinkProvider(documents, nearby)),
    languages.registerHoverProvider(networkSelector, new KeyHoverProvider(documents, runs, json)),
  );
  return {
    json,
    dispose: () => {
      clearTimeout(starting);
      registered.dispose();
    },
  };
}
