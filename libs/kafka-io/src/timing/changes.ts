/** Something others wait for to change: each `notify` wakes everyone who waits. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  notify(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the next `notify`, or after `timeoutMs`. */
  async next(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(wake);
    });
  }

  /** Resolves true once `condition` holds, false when `deadline` (ms since the epoch) passes first. */
  async until(condition: () => boolean, deadline: number): Promise<boolean> {
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await this.next(Math.min(left, 1_000));
    }
    return true;
  }
}
