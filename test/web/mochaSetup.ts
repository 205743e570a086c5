// mocha's build for browsers, set up before any file with tests is loaded: they call `describe` as they load.

import 'mocha/mocha.js';

/** A browser's extension host shares its thread with the editor's start: a test that hangs ends, a slow one does not fail. */
const testLimitMs = 60_000;

mocha.setup({ ui: 'bdd', reporter: 'spec', timeout: testLimitMs, forbidOnly: true, forbidPending: true });
