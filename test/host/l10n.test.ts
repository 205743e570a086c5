import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { setWords } from '../../src/core/words/say';
import { parse } from '../../src/core/network/parse';

const root = join(__dirname, '..', '..', '..');

interface Manifest {
  readonly l10n: string;
  readonly description: string;
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly jsonValidation: readonly { readonly url: string }[];
  };
}

function manifest(): Manifest {
  const extension = vscode.extensions.all.find(({ id }) => id === 'backprop.backprop');
  assert.ok(extension);
  return extension.packageJSON as Manifest;
}

describe('the language of the editor', () => {
  it('is put into the manifest by VS Code: no key is left, and the schema is a file', () => {
    const { description, contributes } = manifest();
    assert.doesNotMatch(JSON.stringify([description, contributes]), /"%[\w.-]+%"/);
    assert.ok(contributes.commands.some(({ title }) => title === 'Train'));
    const { url } = contributes.jsonValidation[0]!;
    assert.doesNotThrow(() => JSON.parse(readFileSync(join(root, url), 'utf8')));
  });

  it('is English here, where no language pack is: no bundle is loaded, and sentences are their keys', () => {
    assert.equal(vscode.env.language, 'en');
    assert.equal(vscode.l10n.bundle, undefined);
    assert.equal(vscode.l10n.t('Layer {0} has {1}.', 1, 'two units'), 'Layer 1 has two units.');
  });

  it('would be German from the bundle that the manifest names', () => {
    const file = join(root, manifest().l10n, 'bundle.l10n.de.json');
    setWords(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
    try {
      const [first] = parse('').diagnostics;
      assert.equal(
        first?.message,
        'Die Datei ist leer. Schreiben Sie ein Netz, oder beginnen Sie mit einem Beispiel.',
      );
    } finally {
      setWords(null);
    }
  });
});
