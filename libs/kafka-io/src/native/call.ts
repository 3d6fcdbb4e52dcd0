type NodeCallback<T> = (error: unknown, value: T) => void;

/** Makes a promise of one callback-style call on a native client. */
export function call<T = void>(invoke: (callback: NodeCallback<T>) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle: NodeCallback<T> = (error, value) => {
      if (error === null || error === undefined) resolve(value);
      else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
    };
    invoke(settle);
  });
}
