import { createHash } from 'node:crypto';
import { ModelInstallError } from '../errors.js';
import { PLAIN_TEMPLATE, THINKING_TEMPLATE } from './templates.js';
import { tinyModel, type TinyModelOptions } from './tiny-model.js';

export interface TinyModel extends TinyModelOptions {
  /** Name it gets on the server, e.g. `tiny-thinking`. */
  readonly name: string;
  /** Whether the server shall take it for a model that can think. */
  readonly thinking: boolean;
}

/**
 * Makes a tiny model of random weights and gives it to an Ollama server, replacing one of that name.
 * @throws ModelInstallError
 */
export async function installTinyModel(url: string, model: TinyModel): Promise<void> {
  const { name, thinking } = model;
  const file = tinyModel(model);
  const digest = `sha256:${createHash('sha256').update(file).digest('hex')}`;
  await post(name, `${url}/api/blobs/${digest}`, new Uint8Array(file));
  await post(
    name,
    `${url}/api/create`,
    JSON.stringify({
      model: name,
      files: { 'model.gguf': digest },
      template: thinking ? THINKING_TEMPLATE : PLAIN_TEMPLATE,
      // Threads that wait for each other cost more than so little work, on busy machines a hundredfold.
      parameters: { stop: ['<|im_end|>', '<|im_start|>'], num_thread: 1 },
      stream: false,
    }),
  );
}

async function post(name: string, url: string, body: Uint8Array<ArrayBuffer> | string) {
  const response = await fetch(url, { method: 'POST', body });
  const answer = await response.text();
  if (!response.ok) throw new ModelInstallError(name, url, response.status, answer);
}
