/** Gives one client at a time the sole use of something; the others wait in line. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn; the returned function ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end = (): void => {};
    this.#last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}
