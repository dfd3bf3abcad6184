import type { Preview } from '../preview/server/start-preview.js';
import { startPreview } from '../preview/server/start-preview.js';
import { launchBrowser, type OpenOptions, type OpenPage } from './browser.js';
import { startStubBridge, type StubBridge, type StubRoutes } from './stub-bridge.js';

/** A stub bridge, the preview in front of it, and a browser. */
export interface Stage {
  readonly bridge: StubBridge;
  /** Address of the preview. */
  readonly url: string;
  /** Opens a path of the preview. */
  open(path: string, options?: OpenOptions): Promise<OpenPage>;
  stop(): Promise<void>;
}

/** Sets everything up for browser tests with fixed answers. */
export async function setStage(routes: StubRoutes): Promise<Stage> {
  const bridge = await startStubBridge(routes);
  const preview: Preview = await startPreview({ port: 0, bridgeUrl: bridge.url });
  const browser = await launchBrowser();
  return {
    bridge,
    url: preview.url,
    open: (path, options) => browser.openPage(preview.url + path, options),
    stop: async () => {
      await browser.close();
      await preview.stop();
      await bridge.stop();
    },
  };
}
