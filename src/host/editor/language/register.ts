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
 * keys. Folding and growing selections are the JSON support's, which does them by the same brackets.
 */
export function registerLanguage(documents: NetworkDocuments, runs: RunSource): Language {
  const json = new JsonSupport();
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
      registered.dispose();
    },
  };
}
