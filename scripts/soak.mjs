// npm run soak: opens, trains and closes a network file over and over in a real VS Code, and says by how much the
// heap of the extension host has grown. Ends with an error where anything is left behind, or it is 1 MB or more.
//
//   npm run soak             1,000 cycles
//   npm run soak -- 100      so many

import { join } from 'node:path';
import { root, run } from './process.mjs';
import { setup } from './setup.mjs';

const STANDARD_CYCLES = 1000;

const [given = String(STANDARD_CYCLES)] = process.argv.slice(2);
if (!/^[1-9]\d{0,5}$/.test(given))
  throw new Error(`"${given}" is no number of cycles: give one from 1 to 999999.`);

await setup();
/** @type {(...parameters: string[]) => Promise<number>} */
const node = (...parameters) => run(process.execPath, parameters, { cwd: root });
const builds = (await node('esbuild.js')) || (await node('esbuild.js', '--tests=test/host'));
process.env['BACKPROP_SOAK_CYCLES'] = given;
process.exitCode = builds || (await node(join(root, 'scripts', 'hostTests.mjs'), 'leaks'));
