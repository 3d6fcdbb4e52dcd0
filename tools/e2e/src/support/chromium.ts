import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const EXECUTABLES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Starts the system's Chromium, headless and without any traffic of its own.
 *
 * @param language of what Chromium itself writes, a date's fields for one; a page's own language is Playwright's
 */
export async function launchChromium(language = 'en'): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? EXECUTABLES.find((path) => existsSync(path));
  if (!executablePath) {
    throw new Error(
      `Chromium is missing (looked for ${EXECUTABLES.join(', ')}): run tools/e2e/prepare.sh or set CHROMIUM_PATH`,
    );
  }
  return chromium.launch({
    executablePath,
    env: { ...process.env, LANGUAGE: language },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
