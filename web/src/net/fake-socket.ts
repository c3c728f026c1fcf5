/** A WebSocket for tests: it records what is sent and says what it is told to. */
export class FakeSocket extends EventTarget {
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.dispatchEvent(new Event("open"));
  }
  drop(): void {
    this.dispatchEvent(new Event("close"));
  }
  receive(message: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
}
