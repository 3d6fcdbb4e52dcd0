/** One condition of readiness, e.g. `kafka` or `database`. */
export interface ReadinessCheck {
  readonly ready: boolean;
  readonly detail?: string;
}

/** What `/readyz` answers from: named conditions, all of which must hold. */
export class Health {
  readonly #checks = new Map<string, () => ReadinessCheck>();

  /** States whether the condition `name` holds now; `detail` tells an operator why not. */
  ready(name: string, ready: boolean, detail?: string): void {
    const check = detail === undefined ? { ready } : { ready, detail };
    this.#checks.set(name, () => check);
  }

  /** Has the condition `name` asked for whenever somebody wants to know. */
  watch(name: string, check: () => ReadinessCheck): void {
    this.#checks.set(name, check);
  }

  /** True when at least one condition is known and all hold. */
  get isReady(): boolean {
    return this.#checks.size > 0 && [...this.#checks.values()].every((check) => check().ready);
  }

  /** Every condition by name. */
  report(): Readonly<Record<string, ReadinessCheck>> {
    return Object.fromEntries([...this.#checks].map(([name, check]) => [name, check()]));
  }
}
