import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { prepareDataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { initialParameters } from '../../src/core/engine/initialise';
import { createModel } from '../../src/core/engine/model';
import { parse } from '../../src/core/network/parse';
import {
  commands,
  contextKeys,
  networkFilePattern,
  networkLanguage,
  networksViewId,
  settings,
  walkthroughId,
} from '../../src/host/ids';

interface Entry {
  readonly command: string;
  readonly when?: string;
}

interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly publisher: string;
  readonly name: string;
  readonly contributes: {
    readonly languages: readonly {
      id: string;
      extensions: string[];
      configuration: string;
      icon: { light: string; dark: string };
    }[];
    readonly jsonLanguageParticipants: readonly unknown[];
    readonly commands: readonly { command: string; title: string; category: string; enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly keybindings: readonly (Entry & { key: string; mac?: string; linux?: string })[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            default?: unknown;
            markdownDescription?: string;
            scope?: string;
            enum?: string[];
            markdownEnumDescriptions?: string[];
          }
        >
      >;
    };
    readonly views: Readonly<Record<string, readonly { id: string; name: string; when?: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string }[];
    readonly walkthroughs: readonly {
      id: string;
      title: string;
      description: string;
      steps: WalkthroughStep[];
    }[];
  };
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8')) as unknown;

/** Texts of the manifest by their keys. */
type Texts = Readonly<Record<string, string>>;

const english = read('package.nls.json') as Texts;

/** The keys that the manifest asks for. */
const asked = new Set<string>();

/** The manifest as VS Code shows it in English: `%key%` is the text of the key. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8'), (_, value: unknown) => {
  const key = typeof value === 'string' ? /^%(.+)%$/.exec(value)?.[1] : undefined;
  if (key === undefined) return value;
  asked.add(key);
  return english[key] ?? value;
}) as Manifest;
const { contributes } = manifest;
const contributed = new Set(contributes.commands.map(({ command }) => command));

/** The commands that links of a text run. */
function linkedCommands(text: string): string[] {
  return Array.from(text.matchAll(/\]\(command:([\w.]+)/g), ([, command]) => command!);
}

function assertContributed(command: string): void {
  assert.ok(contributed.has(command), `the manifest has no command ${command}`);
}

describe('the manifest', () => {
  it('has the commands that the code has, each with a title and the category', () => {
    assert.deepEqual([...contributed].sort(), Object.values<string>(commands).sort());
    for (const { command, title, category } of contributes.commands) {
      assert.ok(title.length > 3, command);
      assert.equal(category, 'Backprop', command);
    }
  });

  it('says of every command when it is in the palette, and of every key when it counts', () => {
    const { commandPalette, ...menus } = contributes.menus;
    assert.deepEqual(commandPalette!.map(({ command }) => command).sort(), [...contributed].sort());
    for (const { command, when } of commandPalette!) assert.ok(when, command);
    for (const { command, when, key } of contributes.keybindings) {
      assertContributed(command);
      assert.match(when ?? '', /backprop/, key);
    }
    for (const [menu, entries] of Object.entries(menus)) {
      for (const { command, when } of entries) {
        assertContributed(command);
        if (menu !== 'file/newFile') assert.ok(when, `${menu}: ${command}`);
      }
    }
  });

  it('starts programs in a trusted workspace on the desktop alone, by the own setting of a trusted one', () => {
    const { capabilities } = manifest;
    const shown = Object.values(contributes.menus)
      .flat()
      .filter(({ command }) => command === commands.runScaleOut);
    assert.ok(shown.length > 0);
    for (const { when } of shown) assert.match(when ?? '', /isWorkspaceTrusted && !isWeb/);
    assert.deepEqual(capabilities.untrustedWorkspaces.restrictedConfigurations, [
      `${settings.section}.${settings.python}`,
    ]);
  });

  it('asks for no context key that the code does not know', () => {
    const conditions = Array.from(
      JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"((?:[^"\\]|\\.)*)"|"onContext:([^"]*)"/g),
      ([, when, context]) => when ?? context!,
    );
    const asked = conditions.flatMap((condition) => condition.match(/(?<!')\bbackprop\.\w+(?!')/g) ?? []);
    const known = new Set<string>([...Object.values(contextKeys), networksViewId]);
    assert.ok(asked.length > 20);
    assert.deepEqual(
      asked.filter((key) => !known.has(key)),
      [],
    );
  });

  it('has a language for network files, with an icon, that the JSON support serves with its comments', () => {
    const [language, ...others] = contributes.languages;
    assert.deepEqual(others, []);
    assert.equal(language?.id, networkLanguage);
    assert.ok(language.extensions.every((extension) => networkFilePattern.test(`x${extension}`)));
    for (const file of [language.configuration, language.icon.light, language.icon.dark])
      assert.ok(existsSync(file), file);
    assert.deepEqual(contributes.jsonLanguageParticipants, [{ languageId: networkLanguage, comments: true }]);
    const schema = read(english['schema']!) as { allowComments: boolean; allowTrailingCommas: boolean };
    assert.deepEqual([schema.allowComments, schema.allowTrailingCommas], [true, true]);
  });

  it('describes every setting, and each of its values', () => {
    const { section, ...keys } = settings;
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.keys(properties).sort(),
      Object.values(keys)
        .map((key) => `${section}.${key}`)
        .sort(),
    );
    for (const [key, property] of Object.entries(properties)) {
      assert.match(property.markdownDescription ?? '', /^[A-Z].{15,}\.$/, key);
      assert.notEqual(property.default, undefined, key);
      assert.ok(property.scope, key);
      assert.equal(property.markdownEnumDescriptions?.length, property.enum?.length, key);
    }
  });

  it('has a view of the networks, with ways to the first one where there is none', () => {
    const view = Object.values(contributes.views)
      .flat()
      .find(({ id }) => id === networksViewId);
    assert.ok(view?.when);
    const [welcome] = contributes.viewsWelcome;
    assert.equal(welcome?.view, networksViewId);
    const linked = linkedCommands(welcome.contents);
    assert.deepEqual(linked, [
      commands.newNetwork,
      commands.openExample,
      commands.importNetwork,
      commands.openWalkthrough,
    ]);
  });
});

describe('the walkthrough', () => {
  const [walkthrough] = contributes.walkthroughs;
  assert.ok(walkthrough);

  it('is the one that the command opens, with six steps', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}#${walkthrough.id}`, walkthroughId);
    assert.deepEqual(
      walkthrough.steps.map(({ id }) => id),
      ['open', 'read', 'panel', 'train', 'change', 'own'],
    );
  });

  for (const { id, description, media, completionEvents } of walkthrough.steps) {
    it(`has a button, an end and a picture in the colours of the theme: ${id}`, () => {
      const linked = linkedCommands(description);
      assert.ok(linked.length > 0, 'no button');
      linked.forEach(assertContributed);
      assert.ok(completionEvents.length > 0);
      for (const event of completionEvents) {
        const [, kind, what] = /^(onCommand|onContext):(.+)$/.exec(event) ?? [];
        assert.ok(kind && what, event);
        if (kind === 'onCommand') assertContributed(what);
      }
      assert.ok(existsSync(media.svg), media.svg);
      assert.match(media.altText, /^[A-Z].{20,}\.$/);
      const svg = readFileSync(media.svg, 'utf8');
      assert.ok(
        svg.includes(`<title id="title">${media.altText}</title>`),
        'the picture says the same of itself',
      );
      // The page that shows it allows no style of its own, and no address.
      assert.doesNotMatch(svg, /<style|style=|<script|href|url\(|<image/);
      const colours = Array.from(svg.matchAll(/(?:fill|stroke)="([^"]*)"/g), ([, colour]) => colour!);
      assert.ok(colours.length > 5);
      for (const colour of colours) assert.match(colour, /^(var\(--vscode-[\w-]+\)|none)$/);
    });
  }

  it('shows numbers of the worked example as the engine computes them', () => {
    const { network } = parse(readFileSync('media/examples/network-b.backprop.json', 'utf8'));
    assert.ok(network);
    const prepared = prepareDataset(network, null);
    assert.ok('dataset' in prepared);
    const { dataset } = prepared;
    const { loss, gradient } = evaluate(
      createModel(network),
      initialParameters(network),
      dataset,
      dataset.trainingIndices,
    );
    const shown = (value: number): string => value.toPrecision(6).replace('-', '−');
    const pictures = walkthrough.steps.map(({ media }) => readFileSync(media.svg, 'utf8')).join('\n');
    for (const value of [loss, gradient[0]!, ...gradient.slice(4)]) {
      assert.ok(pictures.includes(shown(value)), shown(value));
    }
  });
});

describe('the texts of the manifest', () => {
  /** What is not a word: links, settings, key names and the placeholders of icons. */
  const codes = (text: string): string[] =>
    (text.match(/\(command:[^)]*\)|`[^`]*`|\$\([^)]*\)/g) ?? []).sort();

  it('are all those that are asked for, and no others', () => {
    assert.deepEqual(Object.keys(english).sort(), [...asked].sort());
    assert.ok(asked.size > 70);
  });

  it('leave no sentence of the manifest outside', () => {
    const shown = /"(?:title|description|markdownDescription|contents|altText|name)": "(?!%)([^"]*)"/g;
    const outside = Array.from(readFileSync('package.json', 'utf8').matchAll(shown), ([, text]) => text!);
    // The names of the extension are the same in every language.
    assert.deepEqual([...new Set(outside)].sort(), ['Backprop', 'backprop']);
  });

  it('lead to the schema in the language, where there is one', () => {
    for (const language of ['', '.de', '.zh-cn']) {
      const path = (read(`package.nls${language}.json`) as Texts)['schema'];
      const own = existsSync(`l10n/bundle.l10n${language}.json`) ? language : '';
      assert.equal(path, `./media/schema/backprop.schema${own}.json`);
      assert.ok(existsSync(path), path);
    }
  });

  for (const language of ['de', 'zh-cn']) {
    it(`are whole in ${language}, with the same links and codes`, () => {
      const texts = read(`package.nls.${language}.json`) as Texts;
      assert.deepEqual(Object.keys(texts), Object.keys(english));
      for (const [key, text] of Object.entries(texts)) {
        if (key === 'schema') continue;
        assert.notEqual(text, english[key], key);
        assert.deepEqual(codes(text), codes(english[key]!), key);
        assert.ok(text.trim() === text && text.length > 0, key);
      }
    });
  }
});
