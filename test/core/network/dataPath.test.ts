import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { dataFilePath } from '../../../src/core/network/dataPath';

const device = 'is the name of a device';
const bad: Record<string, readonly string[]> = {
  'leaves the folder': [
    '../x.csv',
    'a/../../x.csv',
    './../x.csv',
    'a/b/../../../x.csv',
    '../../etc/passwd',
    'a/./../../x',
  ],
  'names a folder': ['.', '..', './', 'data/', 'data/.', 'data/..', 'a/../'],
  'an absolute path': ['/etc/passwd', '/x.csv', '/'],
  'starts with a drive': ['C:/x.csv', 'c:\\x.csv', 'C:x.csv', 'z:'],
  'names another computer': [
    '//server/share/x.csv',
    '\\\\server\\share\\x.csv',
    '\\\\?\\C:\\x.csv',
    '\\\\.\\COM1',
    '//?/C:/x',
  ],
  'is an address': [
    'file:///etc/passwd',
    'FILE:///x.csv',
    'http://localhost/x.csv',
    'https://example.org/x.csv',
    'data:text/csv,1,2',
    'vscode-remote://x/y.csv',
    'javascript:alert(1)',
  ],
  'a backslash': ['..\\x.csv', 'a\\..\\..\\x.csv', 'data\\x.csv', '\\x.csv'],
  'a home folder': ['~/x.csv', '~', '~root/x.csv'],
  'is empty': ['', ' ', '\t'],
  'an empty folder name': ['a//x.csv', 'a///x.csv'],
  'a control character': ['x\0.csv', 'x.csv\0', 'a\n.csv', '\u001b[2J.csv', 'a\u0085.csv', 'a\u2028.csv'],
  'half of a character': ['a\ud800.csv', '\udc00'],
  'looks like another': [
    '．．/x.csv',
    '..／x.csv',
    '..∕x.csv',
    'a\u202etxt.csv',
    'x\u200b.csv',
    '‥/x.csv',
    '\ufeffx.csv',
  ],
  encoded: ['%2e%2e/x.csv', '..%2fx.csv', '%2E%2E%5Cx.csv', 'a%00.csv'],
  [device]: [
    'CON',
    'con',
    'nul',
    'NUL.csv',
    'aux.data.csv',
    'prn.csv',
    'COM1',
    'com0.csv',
    'data/LPT9.csv',
    'Com¹.csv',
    'CONIN$',
    'conout$.csv',
    'nul/x.csv',
    'NUL .csv',
  ],
  'ends with a point or a space': ['.. /x.csv', '.../x.csv', 'x.csv.', 'x.csv ', 'a./x.csv', '. ./x.csv'],
  'cannot have everywhere': [
    'a/x.csv:stream',
    'a/b:c.csv',
    '*.csv',
    'a?.csv',
    '<x>.csv',
    'a|b.csv',
    '"x".csv',
  ],
  'is longer than': [`${'a/'.repeat(600)}x.csv`],
};

describe('data references', () => {
  const total = Object.values(bad).flat().length;
  it('has at least sixty that must be refused', () => {
    assert.ok(total >= 60, `${total}`);
  });

  for (const [reason, references] of Object.entries(bad)) {
    for (const reference of references) {
      it(`refuses ${JSON.stringify(reference).slice(0, 40)}: ${reason}`, () => {
        const result = dataFilePath(reference);
        assert.ok('refused' in result, JSON.stringify(result));
        assert.ok(result.refused.includes(reason), result.refused);
        assert.doesNotMatch(result.refused, /\n/);
      });
    }
  }

  const good: Record<string, string> = {
    'iris.csv': 'iris.csv',
    './iris.csv': 'iris.csv',
    'data/iris.csv': 'data/iris.csv',
    'data/../iris.csv': 'iris.csv',
    'a/b/.././c.csv': 'a/c.csv',
    'größe 重量.csv': 'größe 重量.csv',
    '.hidden/x.csv': '.hidden/x.csv',
    '..data/x.csv': '..data/x.csv',
    'console.csv': 'console.csv',
    'com10.csv': 'com10.csv',
    'nullable.csv': 'nullable.csv',
    '100%.csv': '100%.csv',
    'a~b': 'a~b',
    __proto__: '__proto__',
  };
  for (const [reference, path] of Object.entries(good)) {
    it(`takes ${reference}`, () => {
      assert.deepEqual(dataFilePath(reference), { ok: path });
    });
  }

  it('gives only paths that stay in the folder, on both kinds of system', () => {
    const pieces = ['..', '.', 'a', 'nul', 'C:', '', 'x.csv', '~', '%2e', '.. '];
    let taken = 0;
    for (const first of pieces) {
      for (const second of pieces) {
        for (const third of pieces) {
          for (const separator of ['/', '\\']) {
            const result = dataFilePath([first, second, third].join(separator));
            if ('refused' in result) continue;
            taken++;
            assert.ok(posix.resolve('/home/net', result.ok).startsWith('/home/net/'), result.ok);
            assert.ok(win32.resolve('C:\\net', result.ok).startsWith('C:\\net\\'), result.ok);
          }
        }
      }
    }
    assert.ok(taken > 5, `${taken}`);
  });
});
