/** Time that a submission takes, without what it waits for others. */
export class Clock {
  totalMs = 0;

  async run<T>(work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      this.totalMs += performance.now() - begun;
    }
  }
}
