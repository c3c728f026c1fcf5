import { expect, test, vi } from "vitest";
import { Observable } from "./observable.js";

class Counter extends Observable {
  value = 0;
  add() {
    this.value += 1;
    this.notify();
  }
}

test("a listener hears every change until it unsubscribes", () => {
  const counter = new Counter();
  const listener = vi.fn();
  const stop = counter.subscribe(listener);
  counter.add();
  counter.add();
  stop();
  counter.add();
  expect(listener).toHaveBeenCalledTimes(2);
});

test("a listener may unsubscribe while it is called", () => {
  const counter = new Counter();
  const heard: string[] = [];
  const stop = counter.subscribe(() => {
    heard.push("first");
    stop();
  });
  counter.subscribe(() => heard.push("second"));
  counter.add();
  counter.add();
  expect(heard).toEqual(["first", "second", "second"]);
});
