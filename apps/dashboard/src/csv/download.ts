export interface DownloadOptions {
  /** Called once, when the last row is taken, nobody wants more, or the rows fail. */
  readonly leave: () => void;
  /** Told why the rows ended early. */
  readonly onError: (error: unknown) => void;
  /** A reader who takes longer is cut off. */
  readonly timeoutMs: number;
}

/**
 * Text as the body of an answer, read on when the reader takes it. The first part is read before, so
 * that where it fails the answer can still say so; a later failure cuts the connection, so that
 * nobody takes a part of the file for the whole.
 */
export async function download(
  rows: AsyncGenerator<string, void, undefined>,
  { leave, onError, timeoutMs }: DownloadOptions,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const end = () => {
    over = true;
    clearTimeout(timer);
    leave();
  };
  const head = await rows.next().catch((error: unknown) => {
    end();
    throw error;
  });
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(head.value ?? ''));
        timer = setTimeout(() => {
          const error = new Error(`A download was not taken within ${timeoutMs / 1000} s.`);
          onError(error);
          controller.error(error);
          end();
        }, timeoutMs).unref();
      },
      async pull(controller) {
        try {
          const { value, done } = await rows.next();
          if (over) return;
          if (done) {
            end();
            controller.close();
          } else controller.enqueue(encoder.encode(value));
        } catch (error) {
          if (over) return;
          end();
          onError(error);
          throw error;
        }
      },
      async cancel() {
        end();
        await rows.return();
      },
    },
    { highWaterMark: 1 },
  );
}
