import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

type Bundle = Readonly<Record<string, string>>;

interface Scripts {
  readonly families: Readonly<Record<string, readonly string[]>>;
  sentencesOf(file: string, text?: string): { readonly keys: string[]; readonly faults: string[] };
  extract(folders: readonly string[]): { readonly bundle: Bundle; readonly faults: readonly string[] };
  faultsOf(english: Bundle, translated: Bundle, same: ReadonlySet<string>): readonly string[];
  sameIn(language: string): ReadonlySet<string>;
  readBundle(file: string): Bundle;
  languages(): readonly string[];
}

let scripts: Scripts;

before(async () => {
  // As a module of Node: the tests are bundled without scripts.
  const address = pathToFileURL(join(process.cwd(), 'scripts', 'l10n.mjs')).href;
  scripts = (await import(address)) as Scripts;
});

describe('the bundles of sentences', () => {
  for (const family of ['bundle', 'panel']) {
    it(`${family}: English is what the source says`, () => {
      const { bundle, faults } = scripts.extract(scripts.families[family]!);
      assert.deepEqual(faults, []);
      assert.ok(Object.keys(bundle).length > 100);
      assert.deepEqual(scripts.readBundle(`${family}.l10n.json`), bundle, 'run node scripts/l10n.mjs');
    });

    it(`${family}: every language has every sentence and no other, with its placeholders, and in its own words`, () => {
      const english = scripts.readBundle(`${family}.l10n.json`);
      assert.ok(scripts.languages().includes('de'));
      for (const language of scripts.languages()) {
        const translated = scripts.readBundle(`${family}.l10n.${language}.json`);
        assert.deepEqual(scripts.faultsOf(english, translated, scripts.sameIn(language)), [], language);
      }
    });
  }

  it('are there for the same languages, and so are the texts of the manifest', () => {
    const files = readdirSync('l10n').sort();
    const expected = ['', ...scripts.languages().map((language) => `.${language}`)].flatMap((language) => [
      `bundle.l10n${language}.json`,
      `panel.l10n${language}.json`,
    ]);
    assert.deepEqual(files, expected.sort());
    for (const language of scripts.languages()) {
      assert.ok(readdirSync('.').includes(`package.nls.${language}.json`), language);
    }
  });

  it('allow few sentences to be the same', () => {
    for (const language of scripts.languages()) assert.ok(scripts.sameIn(language).size < 20, language);
  });
});

describe('the script that finds sentences', () => {
  const found = (text: string): readonly string[] => scripts.sentencesOf('src/core/network/x.ts', text).keys;
  const faults = (text: string): readonly string[] =>
    scripts.sentencesOf('src/core/network/x.ts', text).faults;

  it('finds them in every way in which they are written', () => {
    assert.deepEqual(
      found(`
        const a = () => say('One {0}.', say("Two."));
        const table = { b: saying('Three.'), c: mustBe(\`four\`) };
        const d = () => vscode.l10n.t('Five {0}', counted(n, 'unit') + counted(n, 'bias', 'biases'));
        const texts = translated({ e: 'Six', group: { f: 'Seven' } });
      `),
      [
        'One {0}.',
        'Two.',
        'Three.',
        'four',
        'Five {0}',
        '{0} unit',
        '{0} units',
        '{0} bias',
        '{0} biases',
        'Six',
        'Seven',
      ],
    );
  });

  it('refuses what it cannot read, and what is said before a language is set', () => {
    assert.match(faults('const f = () => say(text);').join(), /x\.ts:1: the sentence of `say` is no literal/);
    assert.match(faults('const f = () => say(`a ${b}`);').join(), /no literal/);
    assert.match(faults("const f = () => counted(n, isOne ? 'a' : 'b');").join(), /no literal/);
    assert.match(faults('const t = translated({ a: b });').join(), /no literal/);
    assert.match(faults("const early = say('Too early.');").join(), /before the language is known/);
    assert.deepEqual(faults("const late = () => say('In time.');"), []);
  });

  it('finds what is wrong with a translation', () => {
    const english = { 'One {0}.': 'One {0}.', Two: 'Two' };
    const none = new Set<string>();
    const of = (translated: Bundle): string => scripts.faultsOf(english, translated, none).join('\n');
    assert.equal(of({ 'One {0}.': 'Eins {0}.', Two: 'Zwei' }), '');
    assert.equal(of({ 'One {0}.': '{0} und {0}.', Two: 'Zwei' }), '');
    assert.match(of({ Two: 'Zwei' }), /not translated: One/);
    assert.match(
      of({ 'One {0}.': 'Eins {0}.', Two: 'Zwei', Three: 'Drei' }),
      /not a sentence any more: Three/,
    );
    assert.match(of({ 'One {0}.': 'Eins.', Two: 'Zwei' }), /other placeholders/);
    assert.match(of({ 'One {0}.': 'Eins {1}.', Two: 'Zwei' }), /other placeholders/);
    assert.match(of({ 'One {0}.': 'Eins {0}.', Two: 'Two' }), /the same as in English: Two/);
    assert.match(of({ 'One {0}.': 'Eins {0}.', Two: ' ' }), /empty: Two/);
  });
});

/** Files that hold words which nobody reads as a sentence, and why. */
const otherWords: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^src\/cli\//, 'the command line is English'],
  [/^src\/core\/math\/python(Program)?\.ts$/, 'the text of a program'],
  [
    /^src\/core\/exchange\/programs\/(arrayProgram|cLoops|documents|headWords|(keras|loop|numpy|sklearn|torch)Program|namedPython|notebook|(numpy|torch)Dialect|pythonExport|stepSnippets|(python|typescript)Loops)\.ts$/,
    'the text of a program or document, which is English as the words of its language are',
  ],
  [/^src\/core\/exchange\/scaleOut\//, 'the text of programs, and of the page beside them'],
  [/^src\/core\/math\/(read|readMatrix|scanner)\.ts$/, 'reads printed formulas back, for the proof alone'],
  [/^src\/core\/math\/compile\.ts$/, 'faults of the program'],
  [/^src\/core\/math\/unicode\.ts$/, 'notation that is read back'],
  [/^src\/core\/engine\/wasm\//, 'faults of the program'],
  [/^src\/core\/exchange\/(diagramSvg|diagramTikz)\.ts$/, 'the text of a picture'],
  [
    /^src\/core\/network\/(exampleNetwork|snippets|spelling)\.ts$/,
    'the text of a network file; words of Python',
  ],
  [
    /^src\/core\/verify\/(documentsLatex|names|readConstants|readProgram|readSigns)\.ts$/,
    'words that are read',
  ],
  [/^src\/protocol\/channel\.ts$/, 'faults of the program'],
  [/^src\/typeset\//, 'told to the log'],
  [/^src\/host\/editor\/typesetter\.ts$/, 'told to the log'],
  [/^src\/host\/panel\/panelHtml\.ts$/, 'a page and its policy'],
];

/** The rest of them, one by one. */
const otherTexts: ReadonlySet<string> = new Set([
  'layer {}', // the name that the format gives a layer, and what tests are called by
  'hidden {}',
  'row {}',
  'weight {} {}',
  'formula {}',
  'training learningRate', // a path
  'backprop formulas',
  '(forced-colors: active)', // a question to the browser
  'python train.py', // commands
  'ray job submit',
  '{{} if {} > {}, else {}}',
  '[{}](command:{}?{} "{}")',
  'input {}', // keys of maps in the webview
  '{}, WebAssembly SIMD128', // the name of an engine
  'weight lit-only', // classes of elements
  'weight lit-number',
  'bias lit-only',
  'band wide',
  'band narrow',
  'curve series-{}',
  'curve series-0',
  'curve series-1',
  'unit input',
  'term total',
  '(min-width: 1000px)',
  '(prefers-reduced-motion: reduce)',
  '{}px sans-serif', // a font
  'run,epoch,loss,test loss', // the head of a file
  '{}, made by Backprop from {}', // text of a file
  'TensorFlow Playground', // a name
  'TensorFlow Playground, {}', // a name
]);

/** Text of at least two words, or one that ends like a sentence. */
function isSentenceLike(text: string): boolean {
  if (/[\\<>=;@#]|^\/\/|^\.|^\s*$|\.(?:json|ts|js)\b|^[a-z-]+\/[a-z]|^[A-Z][a-z]+: /.test(text)) return false;
  return /\p{L}{2,}[,:;]? (?:\{\} |[\p{L}\d]+[-’']?)*\p{L}{2,}|^\p{Lu}\p{Ll}+[.!?…]$/u.test(text);
}

/** Sentence-like literals that are not handed to a function which says them. */
function unsaidTexts(file: string, text: string): string[] {
  const sayers = /^(?:say|saying|sayOf|mustBe|counted|translated|vscode\.l10n\.t)$/;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    // Faults of the program: what a person should read is thrown as an error of its own class, or said.
    if (ts.isThrowStatement(node) && /^throw new (?:Range|Type)?Error\(/.test(node.getText())) return;
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText();
      if (sayers.test(name)) {
        if (!/^(?:counted|translated)$/.test(name)) node.arguments.slice(1).forEach(visit);
        return;
      }
    }
    // Names of classes and attributes of the page.
    const literal = ts.isStringLiteralLike(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? node.head.text + node.templateSpans.map((span) => `{}${span.literal.text}`).join('')
        : null;
    if (literal !== null && isSentenceLike(literal) && !otherTexts.has(literal)) {
      const isClass = ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === 'class';
      if (!isClass) found.push(`${file}: ${literal}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('sentences outside of the bundles', () => {
  it('are none, but in files that are listed with a reason', () => {
    const files = ['src', 'webview'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
        .map((file) => join(folder, file).replaceAll('\\', '/')),
    );
    const looked = files.filter((file) => !otherWords.some(([pattern]) => pattern.test(file)));
    assert.ok(looked.length > 250);
    assert.deepEqual(
      looked.flatMap((file) => unsaidTexts(file, readFileSync(file, 'utf8'))),
      [],
    );
    for (const [pattern] of otherWords)
      assert.ok(
        files.some((file) => pattern.test(file)),
        pattern.source,
      );
  });

  it('would be found', () => {
    const of = (text: string): readonly string[] => unsaidTexts('x.ts', text);
    assert.equal(of("const a = 'This is a sentence.';").length, 1);
    assert.equal(of('const a = `Layer ${l} has no units.`;').length, 1);
    assert.equal(of("const f = () => say('Said {0}.', isOne ? 'not said here' : '');").length, 1);
    assert.equal(of("const a = say('This is a sentence.');").length, 0);
    assert.equal(of("throw new RangeError('a fault of the program');").length, 0);
    assert.equal(of("throw new ReadFailure('what a person reads');").length, 1);
  });
});
