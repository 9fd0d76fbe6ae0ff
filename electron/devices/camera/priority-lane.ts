/** What may go first when several wait for the body, most urgent first. */
export const urgencies = ['shutter', 'stop', 'drain', 'settings', 'preview', 'status'] as const;
export type Urgency = (typeof urgencies)[number];

type Job = { run(): Promise<void>; reject(error: unknown): void };

/** One body does one thing at a time: jobs run alone, the most urgent first, equals in the order they came. */
export class PriorityLane {
  readonly #waiting = new Map<Urgency, Job[]>(urgencies.map((urgency) => [urgency, []]));
  #running = false;

  /** Settles as `work` does; rejects with the lane's error when it is cleared before `work` has begun. */
  run<T>(urgency: Urgency, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.get(urgency)?.push({ run: () => work().then(resolve, reject), reject });
      void this.#next();
    });
  }

  /** Rejects all that waits. What runs is not touched. */
  clear(error: unknown): void {
    for (const jobs of this.#waiting.values()) {
      for (const job of jobs.splice(0)) job.reject(error);
    }
  }

  async #next(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let job = this.#take(); job !== undefined; job = this.#take()) await job.run();
    this.#running = false;
  }

  #take(): Job | undefined {
    for (const jobs of this.#waiting.values()) {
      const job = jobs.shift();
      if (job) return job;
    }
    return undefined;
  }
}
