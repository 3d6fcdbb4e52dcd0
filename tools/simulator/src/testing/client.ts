/** A message as a client reads it. */
export interface Message {
  readonly id: { topic: string; partition: number; offset?: number; timestamp?: number }[];
  readonly data: { meta: { id: string; topic: string; offset: number }; [field: string]: unknown };
}

export interface Received {
  readonly text: string;
  readonly messages: Message[];
  /** The connection broke before its body was complete. */
  readonly broken: boolean;
}

/** Reads a stream with plain `fetch` until `enough`, or its end. */
export async function receive(
  url: string,
  enough: (messages: readonly Message[], text: string) => boolean,
  headers: Readonly<Record<string, string>> = {},
): Promise<Received> {
  const stop = new AbortController();
  const response = await fetch(url, {
    headers: { 'user-agent': 'test/1.0 (test@localhost)', ...headers },
    signal: stop.signal,
  });
  const decoder = new TextDecoder();
  let text = '';
  let broken = false;
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (enough(messagesIn(text), text)) break;
    }
  } catch {
    broken = true;
  }
  stop.abort();
  return { text, messages: messagesIn(text), broken };
}

/** Complete frames of a body that carry an id. */
export function messagesIn(text: string): Message[] {
  return [...text.matchAll(/^event: message\nid: (.*)\ndata: (.*)\n\n/gm)].map(
    ([, id = '', data = '']) => ({
      id: JSON.parse(id) as Message['id'],
      data: JSON.parse(data) as Message['data'],
    }),
  );
}
