/** Hears what passes through a stream, and how that ends. Must not throw. */
export interface StreamWatcher<Part> {
  readonly part: (part: Part) => void;
  /** Read to its end. */
  readonly end: () => void;
  /** Given up by its reader. */
  readonly cancel: () => void;
  readonly fail: (error: unknown) => void;
}

/** The same stream, watched: parts, errors and cancellation pass through untouched, and nothing is read ahead. */
export function observed<Part>(stream: ReadableStream<Part>, watcher: StreamWatcher<Part>): ReadableStream<Part> {
  const reader = stream.getReader();
  return new ReadableStream<Part>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (done) {
            watcher.end();
            controller.close();
          } else {
            watcher.part(value);
            controller.enqueue(value);
          }
        } catch (error) {
          watcher.fail(error);
          throw error;
        }
      },
      cancel: async (reason) => {
        watcher.cancel();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
