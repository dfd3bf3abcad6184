import { TextDecoder, TextEncoder } from 'node:util';

// What Grafana's packages and React expect of a browser and jsdom lacks. Does nothing for tests that run in plain Node.

class SilentObserver {
  observe(): void {
    // jsdom lays nothing out: there is never anything to report.
  }
  unobserve(): void {
    // See observe.
  }
  disconnect(): void {
    // See observe.
  }
}

/** Node's own channel would keep the test process alive. */
class QueuedChannel {
  readonly port1: { onmessage: ((event: { readonly data: unknown }) => void) | null } = { onmessage: null };
  readonly port2 = {
    postMessage: (data: unknown): void => {
      setTimeout(() => this.port1.onmessage?.({ data }));
    },
  };
}

const lacking = {
  matchMedia: (media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }),
  ResizeObserver: SilentObserver,
  IntersectionObserver: SilentObserver,
  MessageChannel: QueuedChannel,
  TextEncoder,
  TextDecoder,
};

if (typeof window !== 'undefined') {
  for (const [name, value] of Object.entries(lacking)) {
    if (!(name in window)) Object.defineProperty(window, name, { value, writable: true, configurable: true });
  }
}
