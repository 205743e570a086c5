// Opens the browser that shows the window.

import { ensureChromium } from '../browser.mjs';

const FLAGS = [
  '--no-sandbox', // for root in a container; the only page is our own server's
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--mute-audio',
];

/**
 * Signals are the caller's: it has a server to end as well. (Should the caller be killed, Chromium sees its
 * control pipe close and ends.)
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium() {
  const executablePath = await ensureChromium();
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    headless: process.env['BACKPROP_HEADED'] !== '1',
    args: FLAGS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
