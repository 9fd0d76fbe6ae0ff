/** One operation as the initiator asked it. `data` is what it sent along; empty for most. */
export type Operation = { code: number; parameters: readonly number[]; data: Uint8Array };

/** What comes back. `data` present, even empty, makes a data phase; it goes only with an answer that is OK. */
export type Answer = { code: number; parameters?: readonly number[]; data?: Uint8Array };

/** A virtual body as the connection sees it. One make is one responder; the transport knows none of them. */
export type Responder = {
  /** The name that it gives itself on the network. */
  readonly name: string;
  /** Sixteen bytes that tell bodies apart. */
  readonly guid: Uint8Array;
  /** Called for one operation at a time, in the order asked. Never rejects for anything that PTP has a code for. */
  answer(operation: Operation): Promise<Answer>;
  /**
   * `send` puts one event on the event channel, if there is one. Every make is polled for its events; a body uses this
   * only to misbehave.
   */
  onConnected(send: (code: number, parameters: readonly number[]) => void): void;
  /** The connection has gone, with or without a goodbye. */
  disconnected(): void;
};
