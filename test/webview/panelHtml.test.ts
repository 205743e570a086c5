import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { panelHtml, panelPolicy } from '../../src/host/panel/panelHtml';

const page = {
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'q83vASNFZ4mrze8BI0VniQ==',
  scriptUri: 'https://x.vscode-cdn.net/dist/webview/panel.js',
  styleUri: 'https://x.vscode-cdn.net/dist/webview/panel.css',
  title: 'Backprop',
  language: 'en',
  wordsUri: null,
};

/** The policy as the browser reads it: directive to sources. */
function readPolicy(html: string): Map<string, readonly string[]> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const text = content.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return new Map(
    text.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

describe('the page of the panel', () => {
  it('has exactly the policy that was decided', () => {
    assert.deepEqual(
      [...readPolicy(panelHtml(page))],
      [
        ['default-src', ["'none'"]],
        ['style-src', [page.cspSource, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]],
        ['font-src', [page.cspSource]],
        ['img-src', [page.cspSource, 'data:']],
        ['script-src', [`'nonce-${page.nonce}'`]],
        ['base-uri', ["'none'"]],
        ['form-action', ["'none'"]],
      ],
    );
    assert.doesNotMatch(panelPolicy(page), /unsafe|\*(?!\.vscode)|connect-src/);
  });

  it('lets in the empty style and no other', () => {
    const hash = createHash('sha256').update('').digest('base64');
    assert.ok(panelPolicy(page).includes(`'sha256-${hash}'`));
  });

  it('has one script, with the nonce, and no code or style of its own', () => {
    const html = panelHtml(page);
    assert.equal(html.match(/<script\b/g)?.length, 1);
    assert.match(
      html,
      /<script type="module" nonce="q83vASNFZ4mrze8BI0VniQ==" src="https:[^"]*panel\.js"><\/script>/,
    );
    assert.doesNotMatch(html, /<style|style=|onload=|javascript:/);
  });

  it('says its language, and loads the words of it before the panel, with the nonce', () => {
    assert.match(panelHtml(page), /<html lang="en">/);
    const html = panelHtml({
      ...page,
      language: 'de',
      wordsUri: 'https://x.vscode-cdn.net/dist/webview/words-de.js',
    });
    assert.match(html, /<html lang="de">/);
    const scripts = Array.from(html.matchAll(/<script ([^>]*)>/g), ([, attributes]) => attributes!);
    assert.equal(scripts.length, 2);
    for (const attributes of scripts) assert.ok(attributes.includes('nonce="q83vASNFZ4mrze8BI0VniQ=="'));
    assert.match(scripts[0]!, /words-de\.js/);
    assert.match(scripts[1]!, /type="module".*panel\.js/);
    assert.deepEqual(readPolicy(html), readPolicy(panelHtml(page)));
  });

  it('escapes what it is given', () => {
    const hostile = '"><script>alert(1)</script>&\'';
    const html = panelHtml({
      ...page,
      title: hostile,
      scriptUri: hostile,
      styleUri: hostile,
      language: hostile,
    });
    assert.equal(html.match(/<script\b/g)?.length, 1);
    assert.ok(!html.includes('alert(1)</script>'));
  });

  it('refuses a nonce that is short, or could leave its quotes', () => {
    for (const nonce of ['', 'abc', "aaaaaaaaaaaaaaaaaaaaaaaa'; script-src *", 'a'.repeat(21)]) {
      assert.throws(() => panelHtml({ ...page, nonce }), RangeError);
    }
  });
});
