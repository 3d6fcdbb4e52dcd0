import type { Completion } from '../checks/parse-answer.js';
import type { Prompt } from '../prompt/prompt.js';

/** A language model behind a server: the wire, and nothing of what is said over it. */
export interface ChatModel {
  /** Backend and model: `ollama:qwen3:0.6b`. */
  readonly name: string;
  /** The name with what the server tells of the model's version. Default: the name. */
  readonly identity?: string;
  /**
   * @throws {TranslatorUnavailableError} no answer came, for reasons that may pass
   * @throws {TranslatorSetupError} the server refuses to work as configured
   */
  complete(prompt: Prompt, signal?: AbortSignal): Promise<Completion>;
  check(signal?: AbortSignal): Promise<void>;
}
