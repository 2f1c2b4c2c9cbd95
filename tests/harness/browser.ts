import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The system's Chromium, or the one that `CHROMIUM_PATH` names; null when there is none. */
export const findChromium = (): string | null =>
  [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => p && existsSync(p)) ??
  null

/** Starts it without a window and without calls home. Close it in `afterAll`. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('找不到 Chromium，請安裝或設定 CHROMIUM_PATH / no Chromium found: install it or set CHROMIUM_PATH')
  return chromium.launch({
    executablePath,
    headless: true,
    // Without a UTF-8 locale Chromium takes Chinese file names away from downloads.
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' } as Record<string, string>,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
