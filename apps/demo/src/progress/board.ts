import { createLogUpdate } from 'log-update';

/** Prints one line per stage: in place on a terminal, as plain lines elsewhere. */
export class Board {
  readonly #out: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate> | undefined;
  #last = '';

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.#update = out.isTTY ? createLogUpdate(out) : undefined;
  }

  /** True when counters can be repainted often. */
  get inPlace(): boolean {
    return this.#update !== undefined;
  }

  /** A sentence that stays. */
  say(sentence: string): void {
    this.#update?.clear();
    this.#out.write(`${sentence}\n`);
  }

  /** The stages' lines as they are now. Unchanged lines are not repeated. */
  show(lines: readonly string[]): void {
    const text = lines.join('\n');
    if (text === this.#last) return;
    this.#last = text;
    if (this.#update) this.#update(text);
    else this.#out.write(`${text}\n`);
  }

  /** Leaves the last lines standing. */
  done(): void {
    this.#update?.done();
  }
}
