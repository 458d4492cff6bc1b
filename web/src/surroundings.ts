/** An open or opening WebSocket. After `close` it makes no more events. */
export interface Socket { send(frame: string): void; close(): void }
export interface SocketEvents { opened(): void; received(frame: string): void; closed(code: number): void }

export interface Surroundings {
  openSocket(events: SocketEvents): Socket;
  now(): number;
  /** Runs `task` once after `milliseconds`; the function returned calls it off. */
  after(milliseconds: number, task: () => void): () => void;
  random(): number;
  /** Asks the server to end the session of this browser; the status of its answer, 0 for none. */
  signOut(): Promise<number>;
}
