import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
];

/** The browser the tests drive: `HIVE_CHROMIUM` when set, else the first Chromium or Chrome that this machine has. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { HIVE_CHROMIUM: chosen, PATH: path = '' } = env;
  if (chosen !== undefined && chosen !== '') return isProgram(chosen) ? chosen : undefined;
  const onPath = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...applications].find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
